/// Userspace read-copy-update: readers that cost about a nanosecond, and writers that wait for them.
///
/// A reader opens a *read section* and uses what it finds behind an ``RCUPointer`` or in an ``RCUBox``. A writer publishes a new
/// version, waits for a *grace period*, by the end of which every section that was open at its start is closed, and only
/// then destroys the old version. Readers execute no atomic read-modify-write, no fence, and no reference counting: the
/// writer's heavy fence orders them (see `AsymmetricFence`).
///
/// There is one domain for the whole process. Threads register by themselves with their first section and are taken off when they exit.
///
/// - Note: Sources: seed 1 of this project; McKenney and Walpole, "What is RCU, fundamentally?".
public enum RCU {}
