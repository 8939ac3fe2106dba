// io_uring(7) by raw system calls, as little of it as the example needs: one request at a time, and a table of fixed buffers.
#ifndef CRING_H
#define CRING_H

#include <stddef.h>
#include <stdint.h>

struct cring;

// A ring with a table of so many fixed buffers, all empty. Stores it; returns 0 or -errno. One thread at a time uses it.
int cring_open(unsigned buffers, struct cring *_Nullable *_Nonnull ring);
void cring_close(struct cring *_Nonnull ring);

// Pins memory in a slot of the table, or empties the slot (NULL, 0). Returns 0 or -errno.
int cring_set_buffer(struct cring *_Nonnull ring, unsigned slot, void *_Nullable start, size_t bytes);

// Writes from memory of the slot to the file and waits for it. Returns bytes, or -errno.
int cring_write_fixed(
    struct cring *_Nonnull ring, int file, unsigned slot, const void *_Nonnull start, unsigned bytes, uint64_t offset);

#endif
