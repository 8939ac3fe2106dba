// Timers whose signal goes to one thread: the field that names it is a macro, and the libc wrappers do not know it.
#ifndef CTESTSHIMS_TIMER_H
#define CTESTSHIMS_TIMER_H

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// What the kernel expects of timer_create(2) for SIGEV_THREAD_ID; libc's sigevent has no field for the thread.
struct ctestshims_thread_event {
    union sigval value;
    int32_t signal;
    int32_t notify;
    int32_t thread;
    int32_t padding[11];
};

// Sends the signal to the calling thread every so many nanoseconds. Writes the timer's id and returns 0, or returns
// -errno.
static inline int32_t ctestshims_interrupt_me(int32_t signal, int64_t nanoseconds, int32_t *_Nonnull timer) {
    enum { thread_id = 4 };  // SIGEV_THREAD_ID, hidden behind _GNU_SOURCE in some headers
    struct ctestshims_thread_event event;
    memset(&event, 0, sizeof(event));
    event.signal = signal;
    event.notify = thread_id;
    event.thread = (int32_t)syscall(SYS_gettid);
    if (syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, timer) < 0) return -errno;
    struct timespec period = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    struct itimerspec times = {.it_interval = period, .it_value = period};
    return syscall(SYS_timer_settime, *timer, 0, &times, NULL) < 0 ? -errno : 0;
}

// Ends it. A signal that is pending still arrives.
static inline void ctestshims_stop_interrupting(int32_t timer) { syscall(SYS_timer_delete, timer); }

#endif
