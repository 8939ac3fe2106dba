import Testing

/// What befalls a process from outside. One after the other: each keeps both processors of a small machine busy.
@Suite("Faults", .serialized)
enum FaultTests {}
