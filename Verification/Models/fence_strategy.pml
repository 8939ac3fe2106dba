/* A strategy that is denied (a seccomp filter installed after start) is replaced by the next one, at once and for good, while other
   callers are in the middle of a call: 0 privateExpedited, 1 signal, 2 global. */
#ifndef CALLS
#define CALLS 2
#endif
#define LAST 2
byte strategy;
bit denied[LAST];                               /* the last one cannot be */
bit handler;                                    /* of the signal strategy, whole process */

proctype Filter() {
  if :: denied[0] = 1 :: skip fi;
  if :: denied[1] = 1 :: skip fi
}
#ifdef STORED_WITHOUT_COMPARING
#define REPLACE(s) d_step { assert(strategy <= s + 1); strategy = s + 1 }
#else
#define REPLACE(s) d_step { if :: strategy == s -> strategy = s + 1 :: else fi; skip }
#endif
#define INSTALL(s) if :: s == 0 -> handler = 1 :: else fi

proctype Caller() {
  byte n, s;
  bit fenced;
  do
  :: n < CALLS ->
    fenced = 0;
    do
    ::
      s = strategy;
      if
      :: d_step { (s == LAST || !denied[s]) -> assert(s != 1 || handler); fenced = 1 }; break
      :: (s < LAST && denied[s]) ->
#ifdef PUBLISHED_BEFORE_HANDLER
        REPLACE(s); INSTALL(s);
#else
        INSTALL(s); REPLACE(s);
#endif
#ifdef DENIAL_TAKEN_FOR_A_FENCE
        break
#else
        skip
#endif
      fi
    od;
    assert(fenced);
    n++; s = 0
  :: else -> break
  od
}
init { atomic { run Filter(); run Caller(); run Caller() } }
