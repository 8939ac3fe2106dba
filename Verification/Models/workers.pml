/* A worker of a WorkerGroup goes up and down while it is sent messages. Grace periods are abstract: they wait for the sections that are open at their
   start; the worker's own long section is one. LOSES: control may give the worker up while it runs a step. Every other #ifdef but UPDATER is a mutant. */
#ifndef SENDERS
#define SENDERS 1
#endif
#ifndef SENDS                                   /* attempts of each sender, each by the mask of the online or of the active */
#define SENDS 2
#endif
#ifndef LIVES
#define LIVES 1
#endif

bit online, in_service;
/* Letters: messages, and control's orders. */
#define MESSAGE 1
#define GO_ONLINE 2
#define GO_ACTIVE 3
#define GO_INACTIVE 4
#define LEAVE 5
#define FAREWELL 6
#define EXIT 7
#define ROOM 6
chan box = [ROOM] of { byte };                  /* the mailbox's word: letters, and its marks */
chan pending = [ROOM] of { byte };              /* taken out, the worker's */
bit exists, closed, parked;
bit sleeper, asleep; byte changes;              /* its event count */
byte accepted, ran, ended;

byte phase;                                     /* of the thread */
#define NO_THREAD 0
#define STARTING 1
#define READY 2
#define ABANDONED 3
#define ENDED 4
bit completed, lost;                            /* the step that control waits for */

/* Sections: senders 0 and 1, the worker's long one. Those who wait: the worker, the updater. */
#define LONG SENDERS
byte sections, awaits_worker, awaits_updater;
#define OPEN(s)  sections = sections | (1 << (s))
#define SHUT(s)  sections = sections & ~(1 << (s)); awaits_worker = awaits_worker & ~(1 << (s)); awaits_updater = awaits_updater & ~(1 << (s))
#define SYNCHRONIZE(who) awaits_##who = sections; (awaits_##who == 0)

/* Whoever finds the mark takes it away, and wakes. */
inline PUSH(letter) {
  assert(exists);
#ifdef MARK_LOOKED_AT_FIRST                     /* mutant: the exchange compares letters alone */
  wakes = parked;
  d_step { box!letter; if :: wakes -> parked = 0 :: else fi };
#elif defined(MARK_STAYS)
  d_step { box!letter; wakes = parked };
#else
  d_step { box!letter; wakes = parked; parked = 0 };
#endif
#ifndef WAKES_NOBODY
  if
  :: wakes && sleeper -> changes++; assert(exists); asleep = 0
  :: else
  fi;
#endif
  wakes = 0
}

proctype Sender(byte me) {
  byte n; bit looks, by_active, wakes;
  do
  :: n < SENDS ->
    if
    :: d_step { OPEN(me); looks = online }
    :: d_step { OPEN(me); looks = in_service; by_active = looks }
    fi;
#ifdef SECTION_AROUND_LOOK
    d_step { SHUT(me) };
#endif
    if
    :: looks ->
      d_step { assert(online || lost || !by_active); by_active = 0 };
      assert(exists && !closed);
      accepted++;
      PUSH(MESSAGE)
    :: else
    fi;
    d_step { SHUT(me); looks = 0; n++ }
  :: else -> break
  od;
  skip;
  d_step { n = 0; ended++ }
}

/* The worker's thread. */
inline OFFLINE() { d_step { SHUT(LONG) } }
inline RUN() { d_step { OPEN(LONG) }; d_step { ran++; SHUT(LONG); OPEN(LONG) } }   /* and reports a quiescent state */
inline TAKE_ALL() { d_step { do :: nempty(box) -> box?letter; pending!letter :: empty(box) -> break od; letter = 0 } }
inline PARK() {
  assert(exists);
#ifdef PARKS_WITHOUT_LOOK
  parked = 1;
#else
  d_step { parked = empty(box) };
#endif
  do
  :: parked ->
    sleeper = 1;
    seen = changes;
    if :: parked -> d_step { asleep = (changes == seen) }; (!asleep) :: else fi;
    d_step { sleeper = 0; seen = 0 }
  :: else -> break
  od
}
inline DRAIN() {
  closed = 1;
  TAKE_ALL();
  d_step { left = len(pending) };
  do
  :: left > 0 -> pending?letter; left--; if :: letter == MESSAGE -> RUN() :: else -> pending!letter fi; letter = 0
  :: else -> break
  od;
  OFFLINE()
}
inline GO_OFFLINE() {
  online = 0;
#if defined(DRAIN_BEFORE_GRACE_PERIOD)
  DRAIN(); SYNCHRONIZE(worker)
#elif defined(NO_GRACE_PERIOD)
  DRAIN()
#else
  SYNCHRONIZE(worker);
  DRAIN()
#endif
}
inline STEP() {
#ifndef STEPS_ONLINE
  OFFLINE();
#endif
  if
  :: letter == GO_ONLINE ->
#ifdef OPENED_AFTER_ONLINE
    online = 1; closed = 0
#else
    closed = 0; online = 1
#endif
  :: letter == GO_ACTIVE -> in_service = 1
  :: letter == GO_INACTIVE ->
#ifndef ACTIVE_CLEARED_LAST
    in_service = 0;
#ifndef INACTIVE_WITHOUT_GRACE_PERIOD
    SYNCHRONIZE(worker)
#endif
#endif
    skip
  :: letter == LEAVE ->
    letter = 0; GO_OFFLINE();
#ifdef ACTIVE_CLEARED_LAST
    in_service = 0; SYNCHRONIZE(worker)
#endif
    skip
  :: letter == FAREWELL -> letter = 0; in_service = 0; GO_OFFLINE()
  fi;
  completed = 1
}
proctype Worker() {
  byte letter, seen, left, life; bit runs;
  do
  :: life < LIVES ->
    (phase == STARTING || phase == ABANDONED);
#ifdef READY_BY_STORE
    runs = 1; phase = READY;
#else
    d_step { runs = (phase == STARTING); if :: runs -> phase = READY :: else fi };
#endif
    do
    :: runs ->
      assert(exists);
      if :: empty(pending) -> TAKE_ALL() :: nempty(pending) fi;
      if
      :: empty(pending) ->
#ifndef PARKS_ONLINE
        OFFLINE();
#endif
        PARK()
      :: nempty(pending) ->
        pending?letter;
        if
        :: letter == MESSAGE -> RUN()
        :: letter == EXIT -> runs = 0
        :: else -> STEP()
        fi;
        letter = 0
      fi
    :: else -> break
    od;
    OFFLINE();
    life++;
    if :: phase == READY -> phase = ENDED :: else -> life = LIVES fi;
    if :: lost -> life = LIVES :: else fi
  :: else -> break
  od;
  skip;
  d_step { life = 0; ended++ }
}

/* Control, one operation at a time. */
inline PERFORM(order) {
  if
  :: !lost ->
    completed = 0;
    PUSH(order);
    if
    :: completed
#ifdef LOSES
    :: lost = 1; in_service = 0; online = 0; PUSH(FAREWELL); PUSH(EXIT)
#endif
    fi
  :: else
  fi
}
#ifdef UPDATER
byte updated;
#endif
proctype Control() {
  byte life; bit wakes;
  do
  :: life < LIVES ->
#ifdef ONLINE_FIRST
    online = 1;
#endif
    d_step { exists = 1; closed = 1; changes = 0 };
    phase = STARTING;
    if
    :: phase == READY
    :: phase == STARTING ->                     /* not there in time */
#ifdef READY_BY_STORE
      phase = ABANDONED; assert(phase == ABANDONED); lost = 1
#else
      d_step { if :: phase == STARTING -> phase = ABANDONED; lost = 1 :: else fi }
#endif
    fi;
    if
    :: lost -> break
    :: else
    fi;
    PERFORM(GO_ONLINE); PERFORM(GO_ACTIVE);
#ifdef UPDATER
    (updated > life || lost);
#endif
    PERFORM(GO_INACTIVE); PERFORM(LEAVE);
    if
    :: lost -> break
    :: else ->
      PUSH(EXIT);
#ifndef REMOVED_BEFORE_JOIN
      (phase == ENDED);
#endif
      d_step { assert(empty(box)); exists = 0; closed = 0; phase = NO_THREAD }
    fi;
    life++
  :: else -> break
  od;
  skip;
  d_step { life = 0; ended++ }
}
#ifdef UPDATER
proctype Updater() {                            /* somebody whose grace period nobody is to hold back */
  do
  :: updated < LIVES -> SYNCHRONIZE(updater); updated++
  :: else -> break
  od
}
#endif
proctype Checker() {
  (ended == SENDERS + 2);
  assert(ran == accepted && !online && !in_service && empty(box) && empty(pending))
}
init { atomic {
  run Control(); run Worker(); run Sender(0);
#if SENDERS > 1
  run Sender(1);
#endif
#ifdef UPDATER
  run Updater();
#endif
  run Checker()
} }
