// A seccomp filter that makes chosen system calls fail: the program is an array of macros' results, and the installing
// call has no libc wrapper.
#ifndef CTESTSHIMS_DENIAL_H
#define CTESTSHIMS_DENIAL_H

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum ctestshims_condition {
    ctestshims_always = 0,
    ctestshims_when_equal = 1,
    ctestshims_unless_equal = 2,
};

// One system call that is to fail, perhaps only for some values of one argument.
struct ctestshims_denial {
    int32_t number;
    int32_t error;
    int32_t argument;  // 0 to 5; looked at unless the condition is always
    int32_t condition;
    uint32_t value;    // compared with the argument's low half
};

// System call numbers, which are macros that differ between architectures.
static inline int32_t ctestshims_membarrier_number(void) { return SYS_membarrier; }
static inline int32_t ctestshims_tgkill_number(void) { return SYS_tgkill; }
static inline int32_t ctestshims_mprotect_number(void) { return SYS_mprotect; }

// Installs the filter on every thread of the process (TSYNC), for good; execve(2) and fork(2) keep it.
// Returns 0, -errno, or the id of a thread that has a filter of its own.
static inline int32_t ctestshims_deny(const struct ctestshims_denial *_Nonnull denials, int32_t count) {
    enum { capacity = 64 };
#if defined(__x86_64__)
    const uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
    const uint32_t architecture = AUDIT_ARCH_AARCH64;
#endif
    if (count < 0 || 5 * count + 4 > capacity) return -E2BIG;
    struct sock_filter program[capacity];
    unsigned short length = 0;
    const struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    program[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0);
    program[length++] = allow;
    for (int32_t index = 0; index < count; index++) {
        const struct ctestshims_denial *denial = &denials[index];
        const uint32_t number = (uint32_t)denial->number, value = denial->value;
        const uint32_t offset = (uint32_t)offsetof(struct seccomp_data, args) + 8u * (uint32_t)denial->argument;
        const uint32_t answer = SECCOMP_RET_ERRNO | ((uint32_t)denial->error & SECCOMP_RET_DATA);
        const int always = denial->condition == ctestshims_always;
        const uint8_t on_equal = denial->condition == ctestshims_when_equal ? 0 : 1;
        const uint32_t looked_at = always ? (uint32_t)offsetof(struct seccomp_data, nr) : offset;
        // Each rule is five instructions whatever its condition, so that the jumps are fixed.
        program[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
        program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 3);
        program[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, looked_at);
        program[length++] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, always ? number : value, always ? 0 : on_equal, always ? 0 : 1 - on_equal);
        program[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, answer);
    }
    program[length++] = allow;
    struct sock_fprog filter = {.len = length, .filter = program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
    long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter);
    return result < 0 ? -errno : (int32_t)result;
}

#endif
