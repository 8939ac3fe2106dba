// The memory that the read side of RCU touches. It is C because Swift has no __thread, and because a Swift global is
// reached through a lazy initialiser: a call, and not one that a signal handler may make.
#ifndef CMEMBARRIER_RECORD_H
#define CMEMBARRIER_RECORD_H

#include <stdint.h>

// Without this Swift would test each result for null.
#pragma clang assume_nonnull begin

// One reader thread. Swift lays atomics over the fields; the padding keeps neighbours apart by two cache lines, for the
// adjacent-line prefetcher, without an alignment attribute, which Swift would import as an opaque pointer.
struct cmembarrier_record {
    uint64_t word;            // 0: in no section; otherwise the epoch at which the section was entered
    uint32_t waiting;         // 1 while a grace period sleeps for this reader (a futex)
    uint32_t claimed;         // 1 while a thread owns the record, 2 while another looks whether its owner is dead
    int32_t thread;           // its kernel thread id, published last; 0 while none
    uint32_t unpaired_depth;  // readLock() calls that wait for their readUnlock()
    uint32_t unpaired_entered;// 1 if the first of those opened the section
    uint32_t reporter;        // 1 while the thread has a quiescent-state reporter
    uint32_t inner_depth;     // closure sections open inside another section, or inside the reporter's long one
    uint32_t generation;      // grows each time the record changes hands
    uint32_t index;           // 40: which record this is, for tables with a place for each thread; never changes
    uint32_t reclaiming;      // destructors of retired values running on the thread
    uint64_t queue;           // 48: the thread's retirement queue, kept for the next owner; 0 before its first retirement
    uint64_t file;            // 56: in debug builds, the C string of the file in which the section was opened
    uint32_t line;            // 64: and the line
    uint32_t in_lease;        // 68: 1 while the thread is inside of a queue that leans towards it
    uint64_t lease_hint;      // 72: the queue that leans towards the thread, or did
    uint8_t padding[128 - 80];
};

// The process-wide domain, each field on lines of its own.
struct cmembarrier_domain {
    uint64_t epoch;           // read at each outermost section
    uint8_t padding_1[128 - 8];
    uint64_t chunks;          // address of the newest chunk of records
    uint64_t claims;          // records claimed and not returned
    uint8_t padding_2[128 - 16];
    uint64_t completed;       // 256: the number of the last grace period that has ended
    uint8_t padding_3[128 - 8];
};

// The word of a thread that has no record yet. It is not 0, so the reader's one test finds nesting, an online
// quiescent-state reader and a missing registration alike.
#define CMEMBARRIER_UNREGISTERED UINT64_MAX

// Initial-exec: one load relative to the thread pointer, and no call even inside a shared library.
extern __thread struct cmembarrier_record *cmembarrier_current __attribute__((tls_model("initial-exec")));
extern struct cmembarrier_domain cmembarrier_the_domain;
extern struct cmembarrier_record cmembarrier_unregistered_record;

static inline __attribute__((always_inline)) struct cmembarrier_record *cmembarrier_current_record(void) {
    return cmembarrier_current;
}

static inline void cmembarrier_set_current_record(struct cmembarrier_record *record) { cmembarrier_current = record; }

// Imported mutable globals are errors in Swift 6 mode; their addresses are not.
static inline __attribute__((always_inline)) struct cmembarrier_domain *cmembarrier_get_domain(void) {
    return &cmembarrier_the_domain;
}

static inline struct cmembarrier_record *cmembarrier_get_unregistered_record(void) {
    return &cmembarrier_unregistered_record;
}

// What the constructor did: 0, or the errno with which the kernel refused the registration.
int cmembarrier_registration_errno(void);

// Tells the constructor's callback whom to call when a registered thread exits. Async-signal-safe, idempotent.
void cmembarrier_set_thread_exit_hook(void (*hook)(struct cmembarrier_record *_Nonnull));

// Tells the constructor's fork handlers whom to call: before the fork, and after it in the child. One slot for each who has
// state to protect, called in the order of the slots. Not pthread_atfork itself, whose lock a lazy initialiser must not take
// while another thread forks. Async-signal-safe, idempotent.
enum {
    cmembarrier_fork_fences = 0,
    cmembarrier_fork_readers = 1,
    cmembarrier_fork_grace_periods = 2,
    cmembarrier_fork_sleepable = 3,
    cmembarrier_fork_reclaimer = 4,
};
void cmembarrier_set_fork_hooks(int slot, void (*prepare)(void), void (*child)(void));

// Keeps forks out between the two: a child forked while a thread is in a lazy initialiser waits for that thread for ever. The
// handler before the fork waits for those inside, and whoever comes later waits until the fork is over.
void cmembarrier_hold_forks(void);
void cmembarrier_release_forks(void);

// Arms the thread-exit callback for the calling thread. Returns 0 or an errno.
int cmembarrier_arm_thread_exit(struct cmembarrier_record *record);

#pragma clang assume_nonnull end

#endif
