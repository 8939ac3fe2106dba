#include "CMembarrier.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct cmembarrier_domain cmembarrier_the_domain __attribute__((aligned(128))) = {.epoch = 1};
struct cmembarrier_record cmembarrier_unregistered_record __attribute__((aligned(128))) = {
    .word = CMEMBARRIER_UNREGISTERED,
};
__thread struct cmembarrier_record *cmembarrier_current __attribute__((tls_model("initial-exec"))) =
    &cmembarrier_unregistered_record;

static int registration_errno;
static int key_errno;
static pthread_key_t key;
static _Atomic(void (*)(struct cmembarrier_record *)) thread_exit_hook;
static _Atomic(void (*)(void)) fork_child_hook;

int cmembarrier_registration_errno(void) { return registration_errno; }

void cmembarrier_set_hooks(void (*thread_exit)(struct cmembarrier_record *), void (*fork_child)(void)) {
    atomic_store_explicit(&thread_exit_hook, thread_exit, memory_order_release);
    atomic_store_explicit(&fork_child_hook, fork_child, memory_order_release);
}

int cmembarrier_arm_thread_exit(struct cmembarrier_record *record) {
    return key_errno != 0 ? key_errno : pthread_setspecific(key, record);
}

static void thread_exit(void *record) {
    void (*hook)(struct cmembarrier_record *) = atomic_load_explicit(&thread_exit_hook, memory_order_acquire);
    if (hook) hook(record);
}

static void fork_child(void) {
    void (*hook)(void) = atomic_load_explicit(&fork_child_hook, memory_order_acquire);
    if (hook) hook();
}

// Before main, because registration costs 0.3 us in a process of one thread and 5 to 13 ms in one of many; and because
// a low key needs no allocation in pthread_setspecific, so that a first read inside a signal handler is safe.
__attribute__((constructor(101))) static void start(void) {
    int result = cmembarrier_call(cmembarrier_cmd_register_private_expedited, 0, 0);
    registration_errno = result < 0 ? -result : 0;
    key_errno = pthread_key_create(&key, thread_exit);
    if (key_errno == 0) key_errno = pthread_atfork(NULL, NULL, fork_child);
}
