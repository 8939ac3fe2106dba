/* GracePeriod tokens on C++20's memory model: threads 0 … NR-1 read, one starts tokens and frees, one leads rounds; see token.pml and weak_memory.pml. */
#ifndef NR
#define NR 1
#endif
#ifndef SECTIONS
#define SECTIONS 2
#endif
#ifndef TOKENS
#define TOKENS 1
#endif
#ifndef ROUNDS
#define ROUNDS 2
#endif
#define STARTER NR
#define LEADER (NR + 1)
#define NTHREADS (NR + 2)
#define POINTER   0
#define EPOCH     1
#define BEGUN     2
#define COMPLETED 3
#define WORD(r)   (4 + (r))
#define NLOC (4 + NR)
#define HISTORY (2 * SECTIONS + 1)
#define VERSIONS (TOKENS + 1)
#ifndef REACH
#define REACH ((1 << NR) - 1)
#endif
#include "views.h"

#ifdef RELAXED_COMPLETED
#define COMPLETED_RELEASE false
#else
#define COMPLETED_RELEASE true
#endif
#ifdef RELAXED_ANSWER
#define ANSWER_ACQUIRE false
#else
#define ANSWER_ACQUIRE true
#endif

proctype Reader(byte r) {
  byte n, k, e;
  do
  :: n < SECTIONS ->
    LOAD(r, EPOCH, k, e, false); STORE(r, WORD(r), 1 + e, true); k = 0; e = 0;
    LOAD(r, POINTER, k, k, true); USE(r, STARTER, k); k = 0;
    STORE(r, WORD(r), 0, true); n++
  :: else -> break
  od
}
proctype Starter() {
  byte n, k, needed;
  do
  :: n < TOKENS ->
    INITIALISE(STARTER); STORE(STARTER, POINTER, n + 1, true);
#ifndef NO_FENCE_AT_START
    FULL_FENCE(STARTER);
#endif
#if defined(NEXT_AFTER_COMPLETED)
    LOAD(STARTER, COMPLETED, k, needed, false);
#else
    LOAD(STARTER, BEGUN, k, needed, false);
#endif
#ifndef JOINS_ROUND_UNDER_WAY
    needed++;
#endif
#ifdef ANSWERED_FROM_BEGUN
    LOAD(STARTER, BEGUN, k, k, true);
#else
    LOAD(STARTER, COMPLETED, k, k, ANSWER_ACQUIRE);
#endif
    if :: k >= needed -> FREE(STARTER, n) :: else fi;
    k = 0; needed = 0; n++
  :: else -> break
  od
}
proctype Leader() {
  byte n, r, k, e, unfenced;
  do
  :: n < ROUNDS ->
    n++;
#ifdef BEGUN_AFTER_FENCE
    HEAVY_FENCE(LEADER); STORE(LEADER, BEGUN, n, true); FULL_FENCE(LEADER);
#else
    STORE(LEADER, BEGUN, n, true); HEAVY_FENCE(LEADER);
#endif
    STORE(LEADER, EPOCH, n, true);
#ifdef COMPLETED_BEFORE_SCAN
    STORE(LEADER, COMPLETED, n, COMPLETED_RELEASE);
#endif
    do
    :: r < NR -> LOAD(LEADER, WORD(r), k, e, true); if :: e != 0 && e < 1 + n :: else -> r++ fi; k = 0; e = 0
    :: else -> break
    od;
    r = 0;
#ifndef COMPLETED_BEFORE_SCAN
    STORE(LEADER, COMPLETED, n, COMPLETED_RELEASE)
#endif
  :: else -> break
  od
}
init { atomic {
  run Starter(); run Leader(); run Reader(0);
#if NR > 1
  run Reader(1)
#endif
} }
