/* x86-TSO: a FIFO store buffer of K entries per processor, with forwarding, drained at any time by Drainer.
   Before the include: NPROC processors, NLOC locations, K. A buffer entry is location*16+value: both stay below 16. */
#ifndef K
#define K 3
#endif
byte mem[NLOC];
byte buffered[NPROC];
byte buffer[NPROC * K];
#define ENTRY(p, i) buffer[(p) * K + (i)]

/* The oldest entry reaches memory; vacated entries are zeroed so that equal machines are equal states. */
#if K > 2
#define SHIFT(p) ENTRY(p, 0) = ENTRY(p, 1); ENTRY(p, 1) = ENTRY(p, 2); ENTRY(p, 2) = 0
#else
#define SHIFT(p) ENTRY(p, 0) = ENTRY(p, 1); ENTRY(p, 1) = 0
#endif
#define DRAIN_ONE(p) mem[ENTRY(p, 0) / 16] = ENTRY(p, 0) % 16; SHIFT(p); buffered[p]--
#define DRAIN(p) do :: (buffered[p] > 0) -> DRAIN_ONE(p) :: else -> break od

/* The youngest buffered store to l, or memory. */
#define HIT(p, i, l) (buffered[p] > (i) && ENTRY(p, i) / 16 == (l))
#if K > 2
#define LOADED(p, l) (HIT(p, 2, l) -> ENTRY(p, 2) % 16 : (HIT(p, 1, l) -> ENTRY(p, 1) % 16 : (HIT(p, 0, l) -> ENTRY(p, 0) % 16 : mem[l])))
#else
#define LOADED(p, l) (HIT(p, 1, l) -> ENTRY(p, 1) % 16 : (HIT(p, 0, l) -> ENTRY(p, 0) % 16 : mem[l]))
#endif

/* One step each; `ok` is a further guard, for a thread that a signal handler interrupts. */
#define LOAD_IF(ok, p, l, r)  d_step { (ok) -> r = LOADED(p, l) }
#define STORE_IF(ok, p, l, v) d_step { ((ok) && buffered[p] < K) -> ENTRY(p, buffered[p]) = (l) * 16 + (v); buffered[p]++ }
#define LOAD(p, l, r)  LOAD_IF(true, p, l, r)
#define STORE(p, l, v) STORE_IF(true, p, l, v)
#define FULL_FENCE(p)  (buffered[p] == 0)

/* membarrier: a full fence of the caller's own, one interrupt for every other processor in whatever order, a full fence.
   `unfenced`, a byte of the caller, is the set of processors still to be interrupted. REACH is less than all where signals go to readers alone. */
#ifndef REACH
#define REACH ((1 << NPROC) - 1)
#endif
#define INTERRUPT(q) d_step { (unfenced & (1 << (q))) -> unfenced = unfenced & ~(1 << (q)); DRAIN(q); skip }
inline INTERRUPT_ALL() {
  do
  :: INTERRUPT(0)
#if NPROC > 1
  :: INTERRUPT(1)
#endif
#if NPROC > 2
  :: INTERRUPT(2)
#endif
#if NPROC > 3
  :: INTERRUPT(3)
#endif
#if NPROC > 4
  :: INTERRUPT(4)
#endif
  :: (unfenced == 0) -> break
  od;
  skip
}
inline HEAVY_FENCE(caller) {
  d_step { (buffered[caller] == 0) -> unfenced = REACH & ~(1 << (caller)) };
  INTERRUPT_ALL();
  FULL_FENCE(caller)
}
proctype Drainer(byte p) { end: do :: d_step { (buffered[p] > 0) -> DRAIN_ONE(p) } od }
