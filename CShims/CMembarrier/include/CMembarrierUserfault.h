// userfaultfd(2) for its events alone: a system call without a libc wrapper, ioctls whose numbers are macros, packed unions.
#ifndef CMEMBARRIER_USERFAULT_H
#define CMEMBARRIER_USERFAULT_H

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#pragma clang assume_nonnull begin

// The kernel's ABI since 5.11; the header of an older one lacks it.
enum { cmembarrier_userfault_user_mode_only = 1 };

enum {
    // The modes and events wanted: ranges in write-protect mode, and the three ways in which memory goes away.
    cmembarrier_userfault_features = UFFD_FEATURE_PAGEFAULT_FLAG_WP | UFFD_FEATURE_EVENT_REMAP
        | UFFD_FEATURE_EVENT_REMOVE | UFFD_FEATURE_EVENT_UNMAP,
};

enum {
    cmembarrier_userfault_fault = 0,   // a page was touched: never, since none is protected
    cmembarrier_userfault_remove = 1,  // the pages are about to go; the mapping stays
    cmembarrier_userfault_unmap = 2,   // the mapping has gone
    cmembarrier_userfault_remap = 3,   // the mapping has moved to other addresses
    cmembarrier_userfault_other = 4,
};

struct cmembarrier_userfault_event {
    uint32_t kind;
    uint64_t start;
    uint64_t end;
};

// A descriptor that does not block, or -errno. It asks for faults from user mode only, which needs no privilege; a kernel that
// does not know the flag is asked without it.
static inline int cmembarrier_userfault_open(void) {
    const int flags = O_CLOEXEC | O_NONBLOCK;
    long file = syscall(SYS_userfaultfd, flags | cmembarrier_userfault_user_mode_only);
    if (file < 0 && errno == EINVAL) file = syscall(SYS_userfaultfd, flags);
    return file < 0 ? -errno : (int)file;
}

// The handshake, once in a descriptor's life. Stores what the kernel offers, or zero where it refuses. Returns 0 or -errno.
static inline int cmembarrier_userfault_agree(int file, uint64_t features, uint64_t *offered) {
    struct uffdio_api api = {.api = UFFD_API, .features = features};
    int result = ioctl(file, UFFDIO_API, &api) < 0 ? -errno : 0;
    *offered = result < 0 ? 0 : api.features;
    return result;
}

// Returns 0 or -errno.
static inline int cmembarrier_userfault_watch(int file, uint64_t start, uint64_t bytes) {
    struct uffdio_register range = {.range = {.start = start, .len = bytes}, .mode = UFFDIO_REGISTER_MODE_WP};
    return ioctl(file, UFFDIO_REGISTER, &range) < 0 ? -errno : 0;
}

// Returns 0 or -errno.
static inline int cmembarrier_userfault_unwatch(int file, uint64_t start, uint64_t bytes) {
    struct uffdio_range range = {.start = start, .len = bytes};
    return ioctl(file, UFFDIO_UNREGISTER, &range) < 0 ? -errno : 0;
}

// Whether a thread is between announcing its event and going on. The kernel tests for that before it looks at the request,
// which is empty and so does nothing.
static inline int cmembarrier_userfault_is_changing(int file) {
    struct uffdio_writeprotect nothing = {.range = {0, 0}};
    return ioctl(file, UFFDIO_WRITEPROTECT, &nothing) < 0 && errno == EAGAIN;
}

// Takes one event, and lets the thread that caused it go on. Returns 1, 0 if there is none, or -errno.
static inline int cmembarrier_userfault_read(int file, struct cmembarrier_userfault_event *event) {
    struct uffd_msg message;
    ssize_t count = read(file, &message, sizeof(message));
    if (count < 0) return errno == EAGAIN || errno == EINTR ? 0 : -errno;
    if (count != sizeof(message)) return 0;
    switch (message.event) {
    case UFFD_EVENT_PAGEFAULT:
        event->kind = cmembarrier_userfault_fault;
        event->start = event->end = message.arg.pagefault.address;
        break;
    case UFFD_EVENT_REMOVE:
    case UFFD_EVENT_UNMAP:
        event->kind = message.event == UFFD_EVENT_REMOVE ? cmembarrier_userfault_remove : cmembarrier_userfault_unmap;
        event->start = message.arg.remove.start;
        event->end = message.arg.remove.end;
        break;
    case UFFD_EVENT_REMAP:
        event->kind = cmembarrier_userfault_remap;
        event->start = message.arg.remap.from;
        event->end = message.arg.remap.from + message.arg.remap.len;
        break;
    default:
        event->kind = cmembarrier_userfault_other;
        event->start = event->end = 0;
    }
    return 1;
}

// A counter that another thread's poll(2) sees, or -errno.
static inline int cmembarrier_bell(void) {
    int file = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return file < 0 ? -errno : file;
}

// It cannot fail: the counter would have to be near 2^64.
static inline void cmembarrier_ring(int bell) {
    const uint64_t one = 1;
    ssize_t result;
    do result = write(bell, &one, sizeof(one));
    while (result < 0 && errno == EINTR);
}

// Has the children of forks close their copy of a descriptor. A copy of a userfaultfd would keep the registrations of its
// parent alive after the parent has closed its own, and the parent's threads would wait in munmap(2) for nobody. Both
// between cmembarrier_hold_forks and cmembarrier_release_forks. The first returns 0, or -EMFILE where 256 are entered.
int cmembarrier_close_in_children(int file);
void cmembarrier_close_here(int file);

#pragma clang assume_nonnull end

#endif
