import TestThreads
import Testing

/// What befalls a process from outside. One after the other: each keeps both processors of a small machine busy.
@Suite(
    "Faults",
    .serialized,
    .enabled(
        if: !underThreadSanitizer,
        "the stress test counts under Synchronization.Mutex, which ThreadSanitizer takes for a race, and signals every thread"
    )
)
enum FaultTests {}
