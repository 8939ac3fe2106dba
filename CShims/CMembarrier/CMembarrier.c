#include "CMembarrier.h"

#include <pthread.h>
#include <stdatomic.h>

struct cmembarrier_domain cmembarrier_the_domain __attribute__((aligned(128))) = {.epoch = 1};
struct cmembarrier_record cmembarrier_unregistered_record __attribute__((aligned(128))) = {
    .word = CMEMBARRIER_UNREGISTERED,
    .index = UINT32_MAX,  // in no table: one test finds both a missing registration and a table that is too small
};
__thread struct cmembarrier_record *cmembarrier_current __attribute__((tls_model("initial-exec"))) =
    &cmembarrier_unregistered_record;

__thread void *cmembarrier_callback_frame __attribute__((tls_model("initial-exec")));

__thread int32_t cmembarrier_unknown_processor __attribute__((tls_model("initial-exec"))) = -1;
ptrdiff_t cmembarrier_processor_offset;

// glibc 2.35 registers rseq(2) for each thread and tells where; before, there is nothing there.
extern const ptrdiff_t __rseq_offset __attribute__((weak));
extern const unsigned int __rseq_size __attribute__((weak));

static void find_processor(void) {
    // The processor's number is the second 32-bit word of struct rseq.
    enum { number = 4 };
    if (&__rseq_offset && &__rseq_size && __rseq_size >= number + sizeof(int32_t))
        cmembarrier_processor_offset = __rseq_offset + number;
    else
        cmembarrier_processor_offset = (char *)&cmembarrier_unknown_processor - (char *)cmembarrier_thread_pointer();
}

enum { slot_count = 5 };

static int registration_errno;
static int key_errno;
static pthread_key_t key;
static _Atomic(void (*)(struct cmembarrier_record *)) thread_exit_hook;
static _Atomic(void (*)(void)) prepare_hooks[slot_count];
static _Atomic(void (*)(void)) child_hooks[slot_count];

int cmembarrier_registration_errno(void) { return registration_errno; }

void cmembarrier_set_thread_exit_hook(void (*hook)(struct cmembarrier_record *)) {
    atomic_store_explicit(&thread_exit_hook, hook, memory_order_release);
}

void cmembarrier_set_fork_hooks(int slot, void (*prepare)(void), void (*child)(void)) {
    atomic_store_explicit(&prepare_hooks[slot], prepare, memory_order_release);
    atomic_store_explicit(&child_hooks[slot], child, memory_order_release);
}

int cmembarrier_arm_thread_exit(struct cmembarrier_record *record) {
    return key_errno != 0 ? key_errno : pthread_setspecific(key, record);
}

static void thread_exit(void *record) {
    void (*hook)(struct cmembarrier_record *) = atomic_load_explicit(&thread_exit_hook, memory_order_acquire);
    if (hook) hook(record);
}

static void call(_Atomic(void (*)(void)) *hooks) {
    for (int slot = 0; slot < slot_count; slot++) {
        void (*hook)(void) = atomic_load_explicit(&hooks[slot], memory_order_acquire);
        if (hook) hook();
    }
}

static pthread_mutex_t fork_gate = PTHREAD_MUTEX_INITIALIZER;

void cmembarrier_hold_forks(void) { pthread_mutex_lock(&fork_gate); }
void cmembarrier_release_forks(void) { pthread_mutex_unlock(&fork_gate); }

static void fork_prepare(void) {
    cmembarrier_hold_forks();
    call(prepare_hooks);
}

static void fork_parent(void) { cmembarrier_release_forks(); }

enum { inherited_count = 256 };
static _Atomic int inherited[inherited_count];  // descriptors, plus one

int cmembarrier_close_in_children(int file) {
    for (int slot = 0; slot < inherited_count; slot++) {
        int empty = 0;
        if (atomic_compare_exchange_strong_explicit(
                &inherited[slot], &empty, file + 1, memory_order_relaxed, memory_order_relaxed))
            return 0;
    }
    return -EMFILE;
}

void cmembarrier_close_here(int file) {
    for (int slot = 0; slot < inherited_count; slot++) {
        int entered = file + 1;
        if (atomic_compare_exchange_strong_explicit(
                &inherited[slot], &entered, 0, memory_order_relaxed, memory_order_relaxed))
            break;
    }
    close(file);
}

static void close_inherited(void) {
    for (int slot = 0; slot < inherited_count; slot++) {
        int entered = atomic_exchange_explicit(&inherited[slot], 0, memory_order_relaxed);
        if (entered != 0) close(entered - 1);
    }
}

static void fork_child(void) {
    cmembarrier_release_forks();
    close_inherited();
    call(child_hooks);
}

// Before main, because registration costs 0.3 us in a process of one thread and 5 to 13 ms in one of many; and because
// a low key needs no allocation in pthread_setspecific, so that a first read inside a signal handler is safe.
__attribute__((constructor(101))) static void start(void) {
    find_processor();
    int result = cmembarrier_call(cmembarrier_cmd_register_private_expedited, 0, 0);
    registration_errno = result < 0 ? -result : 0;
    // Without the key, records of ended threads are taken back when records run short.
    key_errno = pthread_key_create(&key, thread_exit);
    // Fails only for want of memory, before main; a fork would then inherit the other threads' sections.
    if (pthread_atfork(fork_prepare, fork_parent, fork_child) != 0) __builtin_trap();
}
