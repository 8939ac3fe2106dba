// What the tests of userfaultfd and of registrations with the kernel do themselves, and its numbers.
#ifndef CTESTSHIMS_USERFAULT_H
#define CTESTSHIMS_USERFAULT_H

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int32_t ctestshims_userfault_number(void) { return SYS_userfaultfd; }
static inline int32_t ctestshims_eventfd_number(void) { return SYS_eventfd2; }
static inline uint32_t ctestshims_userfault_api_request(void) { return UFFDIO_API; }

// A descriptor for faults of user mode, which needs no privilege since 5.11, or -errno.
static inline int ctestshims_open_userfault(void) {
    long file = syscall(SYS_userfaultfd, O_CLOEXEC | 1);
    return file < 0 ? -errno : (int)file;
}

// mremap(2) is variadic, and hidden behind _GNU_SOURCE with its flags. Moves a mapping onto another; returns 0 or -errno.
static inline int ctestshims_move_mapping(void *_Nonnull from, size_t bytes, void *_Nonnull to) {
    enum { may_move = 1, fixed = 2 };
    return syscall(SYS_mremap, from, bytes, bytes, may_move | fixed, to) < 0 ? -errno : 0;
}

// Shrinks a mapping; returns 0 or -errno.
static inline int ctestshims_shrink_mapping(void *_Nonnull from, size_t bytes, size_t left) {
    return syscall(SYS_mremap, from, bytes, left, 0, NULL) < 0 ? -errno : 0;
}

// Maps over what is there; returns 0 or -errno.
static inline int ctestshims_map_over(void *_Nonnull at, size_t bytes) {
    void *result = mmap(at, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    return result == MAP_FAILED ? -errno : 0;
}

// tee(2), hidden behind _GNU_SOURCE: looks at the first word in a pipe, which may be a page that vmsplice(2) put there, through another
// pipe, and leaves it where it is. Returns 0 or -errno.
static inline int ctestshims_peek(int pipe, const int *_Nonnull other, uint64_t *_Nonnull word) {
    if (syscall(SYS_tee, pipe, other[1], sizeof(*word), 0u) != sizeof(*word)) return -errno;
    return read(other[0], word, sizeof(*word)) == sizeof(*word) ? 0 : -errno;
}

#endif
