// The functions of liburcu's queues and stacks that take a transparent union, which Swift cannot pass, or whose nodes
// Swift allocates larger than liburcu knows them. Swift calls the others itself.
#ifndef CLIBURCUCONTAINERS_H
#define CLIBURCUCONTAINERS_H

#include "CLiburcuNodes.h"

// wfcqueue

// Initialises the node as well. Returns whether the queue held something before.
static inline bool cliburcushims_wfcq_enqueue(
    struct cds_wfcq_head *head, struct cds_wfcq_tail *tail, struct cds_wfcq_node *node) {
    cds_wfcq_node_init(node);
    return cds_wfcq_enqueue(cds_wfcq_head_cast(head), tail, node);
}

static inline bool cliburcushims_wfcq_empty(struct cds_wfcq_head *head, struct cds_wfcq_tail *tail) {
    return cds_wfcq_empty(cds_wfcq_head_cast(head), tail);
}

// wfstack

// Initialises the node as well. Returns whether the stack held something before.
static inline bool cliburcushims_wfs_push(struct cds_wfs_stack *stack, struct cds_wfs_node *node) {
    cds_wfs_node_init(node);
    return cds_wfs_push(stack, node) != 0;
}

static inline bool cliburcushims_wfs_empty(struct cds_wfs_stack *stack) { return cds_wfs_empty(stack); }

// The top of a chain that now belongs to the caller, or NULL. (cds_wfs_first does not take NULL.)
static inline struct cds_wfs_node *cliburcushims_wfs_pop_all(struct cds_wfs_stack *stack) {
    struct cds_wfs_head *head = cds_wfs_pop_all_blocking(stack);
    return head ? cds_wfs_first(head) : NULL;
}

// lfstack. Pop is called inside a read section, the first of the three ways that its header allows: it takes no lock.

// Initialises the node as well. Returns whether the stack held something before.
static inline bool cliburcushims_lfs_push(struct __cds_lfs_stack *stack, struct cliburcushims_lfs_node *node) {
    cds_lfs_node_init(&node->link);
    return cds_lfs_push(stack, &node->link);
}

static inline bool cliburcushims_lfs_empty(struct __cds_lfs_stack *stack) { return cds_lfs_empty(stack); }

static inline struct cliburcushims_lfs_node *cliburcushims_lfs_pop(struct __cds_lfs_stack *stack) {
    return (struct cliburcushims_lfs_node *)__cds_lfs_pop(stack);
}

// The top of a chain that no one can pop any more, or NULL.
static inline struct cliburcushims_lfs_node *cliburcushims_lfs_pop_all(struct __cds_lfs_stack *stack) {
    return (struct cliburcushims_lfs_node *)__cds_lfs_pop_all(stack);
}

// The node under this one in a chain that pop_all returned.
static inline struct cliburcushims_lfs_node *cliburcushims_lfs_next(struct cliburcushims_lfs_node *node) {
    return (struct cliburcushims_lfs_node *)node->link.next;
}

// rculfqueue. Enqueue and dequeue are called inside a read section.

// Initialises the node as well.
static inline void cliburcushims_lfq_enqueue(struct cds_lfq_queue_rcu *queue, struct cliburcushims_lfq_node *node) {
    cds_lfq_node_init_rcu(&node->link);
    cds_lfq_enqueue_rcu(queue, &node->link);
}

static inline struct cliburcushims_lfq_node *cliburcushims_lfq_dequeue(struct cds_lfq_queue_rcu *queue) {
    return (struct cliburcushims_lfq_node *)cds_lfq_dequeue_rcu(queue);
}

#endif
