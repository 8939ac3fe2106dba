#include "CRing.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct cring {
    int file;
    struct io_uring_params params;
    char *submissions, *completions;
    struct io_uring_sqe *entries;
    size_t submission_bytes, completion_bytes, entry_bytes;
};

static void *map(struct cring *ring, size_t bytes, off_t offset) {
    void *result = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, ring->file, offset);
    return result == MAP_FAILED ? NULL : result;
}

static unsigned *word(char *ring, unsigned offset) { return (unsigned *)(ring + offset); }

int cring_open(unsigned buffers, struct cring **result) {
    struct cring *ring = calloc(1, sizeof(*ring));
    if (!ring) return -ENOMEM;
    ring->file = (int)syscall(SYS_io_uring_setup, 4, &ring->params);
    int error = errno;
    if (ring->file < 0) {
        free(ring);
        return -error;
    }
    const struct io_uring_params *params = &ring->params;
    ring->submission_bytes = params->sq_off.array + params->sq_entries * sizeof(unsigned);
    ring->completion_bytes = params->cq_off.cqes + params->cq_entries * sizeof(struct io_uring_cqe);
    ring->entry_bytes = params->sq_entries * sizeof(struct io_uring_sqe);
    ring->submissions = map(ring, ring->submission_bytes, IORING_OFF_SQ_RING);
    ring->completions = map(ring, ring->completion_bytes, IORING_OFF_CQ_RING);
    ring->entries = map(ring, ring->entry_bytes, IORING_OFF_SQES);
    // A table without buffers: Linux 5.19.
    struct io_uring_rsrc_register table = {.nr = buffers, .flags = IORING_RSRC_REGISTER_SPARSE};
    error = !ring->submissions || !ring->completions || !ring->entries ? ENOMEM
        : syscall(SYS_io_uring_register, ring->file, IORING_REGISTER_BUFFERS2, &table, sizeof(table)) < 0 ? errno
        : 0;
    if (error != 0) {
        cring_close(ring);
        return -error;
    }
    *result = ring;
    return 0;
}

void cring_close(struct cring *ring) {
    if (ring->submissions) munmap(ring->submissions, ring->submission_bytes);
    if (ring->completions) munmap(ring->completions, ring->completion_bytes);
    if (ring->entries) munmap(ring->entries, ring->entry_bytes);
    close(ring->file);
    free(ring);
}

int cring_set_buffer(struct cring *ring, unsigned slot, void *start, size_t bytes) {
    struct iovec buffer = {.iov_base = start, .iov_len = bytes};
    struct io_uring_rsrc_update2 update = {.offset = slot, .data = (uintptr_t)&buffer, .nr = 1};
    long result = syscall(SYS_io_uring_register, ring->file, IORING_REGISTER_BUFFERS_UPDATE, &update, sizeof(update));
    return result < 0 ? -errno : 0;
}

int cring_write_fixed(
    struct cring *ring, int file, unsigned slot, const void *start, unsigned bytes, uint64_t offset) {
    const struct io_sqring_offsets *sq = &ring->params.sq_off;
    const struct io_cqring_offsets *cq = &ring->params.cq_off;
    unsigned tail = *word(ring->submissions, sq->tail);
    unsigned index = tail & *word(ring->submissions, sq->ring_mask);
    ring->entries[index] = (struct io_uring_sqe){
        .opcode = IORING_OP_WRITE_FIXED,
        .fd = file,
        .off = offset,
        .addr = (uintptr_t)start,
        .len = bytes,
        .buf_index = (uint16_t)slot,
    };
    word(ring->submissions, sq->array)[index] = index;
    // The kernel reads the entry when it has seen the tail.
    __atomic_store_n(word(ring->submissions, sq->tail), tail + 1, __ATOMIC_RELEASE);
    unsigned head = *word(ring->completions, cq->head);
    // Submits, and waits for the completion; again for that alone if a signal came.
    unsigned submitted = 0;
    while (__atomic_load_n(word(ring->completions, cq->tail), __ATOMIC_ACQUIRE) == head) {
        long count = syscall(SYS_io_uring_enter, ring->file, 1 - submitted, 1, IORING_ENTER_GETEVENTS, NULL, 0);
        if (count < 0 && errno != EINTR) {
            int error = errno;
            // Not submitted, the entry is taken back: the next would be submitted as well, and get its completion.
            if (submitted == 0) __atomic_store_n(word(ring->submissions, sq->tail), tail, __ATOMIC_RELEASE);
            return -error;
        }
        if (count > 0) submitted = 1;
    }
    const struct io_uring_cqe *entries = (const struct io_uring_cqe *)(ring->completions + cq->cqes);
    int result = entries[head & *word(ring->completions, cq->ring_mask)].res;
    __atomic_store_n(word(ring->completions, cq->head), head + 1, __ATOMIC_RELEASE);
    return result;
}
