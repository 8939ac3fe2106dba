/* A grace period on C++20's memory model, which is weaker than arm64's: views, and happens-before for plain data.
   A location is the history of its stores. A load may take any store that its thread has not yet been forced past; an acquire load of a
   release store brings the storing thread's knowledge with it. The updater frees with a plain write: unless every use happens before
   it, that is a race, and this is how a use that is delayed past the store that ends its section shows. */
#ifndef NR
#define NR 1
#endif
#ifndef GRACE_PERIODS
#define GRACE_PERIODS 2
#endif
#ifndef SECTIONS
#define SECTIONS 2
#endif
#define STORES (2 * SECTIONS + 2)              /* of one reader to its word */

/* Only the updater stores to the epoch and the pointer, so a history is an index: epoch k has value k+1, pointer k is version k. */
byte epoch, pointer;
byte pointer_at_epoch[GRACE_PERIODS + 1];      /* what an acquire load of epoch k brings */
byte epoch_at_pointer[GRACE_PERIODS + 1];
byte initialised_at_epoch[GRACE_PERIODS + 1];
bit freed[GRACE_PERIODS + 1];

/* A reader's word: each store's value, and with release the number of uses of data before it. */
byte word_value[NR * STORES];
byte word_uses[NR * STORES];
byte words[NR];                                /* index of the last store */
#define AT(r, i) ((r) * STORES + (i))

byte seen_epoch[NR], seen_pointer[NR];         /* a load may not take an older store than these */
byte initialised[NR];                          /* the newest version whose initialisation happens before this reader's next step */
byte uses[NR];
byte last_use[NR * (GRACE_PERIODS + 1)];       /* the reader's count of uses when it last used a version */
#define LAST_USE(r, v) last_use[(r) * (GRACE_PERIODS + 1) + (v)]

byte seen_word[NR];                            /* the updater's view of the words */
byte known_uses[NR];                           /* uses that happen before the updater's next step */

#ifdef PARITY
#define EPOCH_VALUE(k) (1 + (k) % 2)
#define BLOCKS(word, target) ((word) != 0 && (word) != (target))
#else
#define EPOCH_VALUE(k) ((k) + 1)
#define BLOCKS(word, target) ((word) != 0 && (word) < (target))
#endif
#define RAISE(variable, least) variable = (variable < (least) -> (least) : variable)

/* Any k of the history that the view allows. */
inline CHOOSE(k, oldest, newest) { k = oldest; do :: k < newest -> k++ :: break od }

inline LOAD_EPOCH(acquire, k) {
  atomic {
    CHOOSE(k, seen_epoch[r], epoch); seen_epoch[r] = k;
    if :: acquire -> RAISE(seen_pointer[r], pointer_at_epoch[k]); RAISE(initialised[r], initialised_at_epoch[k]) :: else fi
  }
}
inline LOAD_POINTER(k) {
  atomic {
    CHOOSE(k, seen_pointer[r], pointer); seen_pointer[r] = k;
    RAISE(seen_epoch[r], epoch_at_pointer[k]);
#ifndef RELAXED_PUBLICATION
    RAISE(initialised[r], k)
#endif
  }
}
inline STORE_WORD(value, release) {
  d_step {
    words[r]++; word_value[AT(r, words[r])] = value;
    word_uses[AT(r, words[r])] = (release -> uses[r] : 0)
  }
}
inline USE(k) {
  d_step { assert(!freed[k]); assert(initialised[r] >= k); uses[r]++; LAST_USE(r, k) = uses[r] }
}

#ifdef RELAXED_ENTER
#define ENTER_RELEASE false
#else
#define ENTER_RELEASE true
#endif
#ifdef RELAXED_LEAVE
#define LEAVE_RELEASE false
#else
#define LEAVE_RELEASE true
#endif
#ifdef ACQUIRE_EPOCH
#define ENTER_ACQUIRE true
#else
#define ENTER_ACQUIRE false
#endif
#ifdef RELAXED_QUIESCENT_EPOCH
#define QUIESCENT_ACQUIRE false
#else
#define QUIESCENT_ACQUIRE true
#endif
#ifdef RELAXED_QUIESCENT_STORE
#define QUIESCENT_RELEASE false
#else
#define QUIESCENT_RELEASE true
#endif

proctype Reader(byte r) {
  byte n, k;
#ifdef QUIESCENT                                /* a quiescent-state reader: online, one use and one report each turn, offline */
  LOAD_EPOCH(true, k); STORE_WORD(EPOCH_VALUE(k), true);
#endif
  do
  :: n < SECTIONS ->
#ifdef QUIESCENT
    LOAD_POINTER(k); USE(k);
    LOAD_EPOCH(QUIESCENT_ACQUIRE, k); STORE_WORD(EPOCH_VALUE(k), QUIESCENT_RELEASE);
#else
    LOAD_EPOCH(ENTER_ACQUIRE, k); STORE_WORD(EPOCH_VALUE(k), ENTER_RELEASE);
    LOAD_POINTER(k); USE(k);
    STORE_WORD(0, LEAVE_RELEASE);
#endif
    k = 0; n++
  :: else -> break
  od;
#ifdef QUIESCENT
  STORE_WORD(0, true)
#endif
}

/* The heavy fence at one reader: its stores become visible to the updater, and the updater's to it. What a kernel does is stronger:
   the interrupt is acknowledged, so all that the reader did before it happens before what the updater does after. */
inline FENCE_AT(q) {
  d_step {
    (unfenced & (1 << q)) -> unfenced = unfenced & ~(1 << q);
    seen_word[q] = words[q]; seen_epoch[q] = epoch; seen_pointer[q] = pointer;
#ifdef ACKNOWLEDGED
    known_uses[q] = uses[q]; initialised[q] = pointer
#endif
  }
}
inline HEAVY_FENCE() {
#ifndef NO_HEAVY
  unfenced = (1 << NR) - 1;
  do
  :: FENCE_AT(0)
#if NR > 1
  :: FENCE_AT(1)
#endif
  :: unfenced == 0 -> break
  od;
#endif
  skip
}

proctype Updater() {
  byte n, r, k, target, unfenced;
  do
  :: n < GRACE_PERIODS ->
    d_step { pointer++; epoch_at_pointer[pointer] = epoch };
#ifndef HEAVY_AFTER_ADVANCE
    HEAVY_FENCE();
#endif
    d_step {
      epoch++; pointer_at_epoch[epoch] = pointer; initialised_at_epoch[epoch] = pointer;
      target = EPOCH_VALUE(epoch)
    };
#ifdef HEAVY_AFTER_ADVANCE
    HEAVY_FENCE();
#endif
    do
    :: r < NR ->
      atomic {
        CHOOSE(k, seen_word[r], words[r]); seen_word[r] = k;
#ifndef RELAXED_SCAN
        RAISE(known_uses[r], word_uses[AT(r, k)]);
#endif
        if :: BLOCKS(word_value[AT(r, k)], target) :: else -> r++ fi; k = 0
      }
    :: else -> break
    od;
    r = 0;
    d_step {
      do :: r < NR -> assert(LAST_USE(r, n) <= known_uses[r]); r++ :: else -> break od;
      r = 0; target = 0; freed[n] = 1; n++
    }
  :: else -> break
  od
}
init { atomic { run Updater(); run Reader(0);
#if NR > 1
  run Reader(1)
#endif
} }
