// The nodes that Swift allocates: liburcu's links, in C so that the order of the fields is certain; an element follows.
// The functions are the C operators that Swift lacks: the address of a field, and offsetof.
#ifndef CLIBURCUNODES_H
#define CLIBURCUNODES_H

#include <stddef.h>

#include "../../CLiburcu/CLiburcu.h"

// A node of a hash table: linked, and later reclaimed by call_rcu.
struct cliburcushims_lfht_node {
    struct cds_lfht_node link;
    struct rcu_head head;
};

static inline struct rcu_head *cliburcushims_lfht_head(struct cliburcushims_lfht_node *node) { return &node->head; }

static inline struct cliburcushims_lfht_node *cliburcushims_lfht_node_of(struct rcu_head *head) {
    return (struct cliburcushims_lfht_node *)((char *)head - offsetof(struct cliburcushims_lfht_node, head));
}

// A node of an RCU lock-free queue: linked, and later freed by call_rcu.
struct cliburcushims_lfq_node {
    struct cds_lfq_node_rcu link;
    struct rcu_head head;
};

static inline struct rcu_head *cliburcushims_lfq_head(struct cliburcushims_lfq_node *node) { return &node->head; }

static inline struct cliburcushims_lfq_node *cliburcushims_lfq_node_of(struct rcu_head *head) {
    return (struct cliburcushims_lfq_node *)((char *)head - offsetof(struct cliburcushims_lfq_node, head));
}

// A node of a lock-free stack: linked, and later freed by call_rcu.
struct cliburcushims_lfs_node {
    struct cds_lfs_node link;
    struct rcu_head head;
};

static inline struct rcu_head *cliburcushims_lfs_head(struct cliburcushims_lfs_node *node) { return &node->head; }

static inline struct cliburcushims_lfs_node *cliburcushims_lfs_node_of(struct rcu_head *head) {
    return (struct cliburcushims_lfs_node *)((char *)head - offsetof(struct cliburcushims_lfs_node, head));
}

// A call put off until after a grace period, as defer_rcu takes it. The head is first, so both have one address.
struct cliburcushims_deferred {
    struct rcu_head head;
    void (*function)(void *);
    void *argument;
};

#endif
