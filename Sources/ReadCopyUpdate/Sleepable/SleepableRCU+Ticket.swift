extension SleepableRCU {
    /// An open section that ``SleepableRCU/leave(_:)`` closes.
    ///
    /// Dropping it leaves the section open for ever, so it traps.
    @frozen
    public struct Ticket: ~Copyable, Sendable {
        // Enough to know the instance again: one with a section open is not destroyed, so its address is not reused.
        @usableFromInline let instance: UInt
        @usableFromInline let phase: Int

        @inlinable
        @inline(__always)
        init(instance: UInt, phase: Int) {
            self.instance = instance
            self.phase = phase
        }

        @inlinable
        @inline(__always)
        consuming func take() -> (instance: UInt, phase: Int) {
            let taken = (instance, phase)
            discard self
            return taken
        }

        @inlinable
        deinit {
            Ticket.trapDropped()
        }

        // Not declared as never returning: the compiler would warn of the end of `deinit`.
        @usableFromInline
        @inline(never)
        static func trapDropped() {
            fatalError("the ticket of a SleepableRCU section was dropped without leave(_:)")
        }
    }

    /// Opens a section that ``leave(_:)`` closes, for callers whose section begins and ends in different functions;
    /// otherwise use `read`, which cannot be left open.
    ///
    /// What is loaded meanwhile, from an ``RCUPointer`` with `load()`, stays alive until the ticket is given back; that it is not
    /// used longer is the caller's to see to.
    ///
    /// - Never blocks.
    @inlinable
    @inline(__always)
    public func enter() -> Ticket {
        Ticket(instance: UInt(bitPattern: counters.base), phase: open())
    }

    /// Closes the section that `ticket` stands for, on any thread. Traps if another instance gave the ticket out.
    ///
    /// - Never blocks.
    @inlinable
    @inline(__always)
    public func leave(_ ticket: consuming Ticket) {
        let (instance, phase) = ticket.take()
        if _slowPath(instance != UInt(bitPattern: counters.base)) { trapForeignTicket() }
        close(phase)
    }

    @usableFromInline
    @inline(never)
    func trapForeignTicket() -> Never {
        fatalError("a SleepableRCU was given the ticket of another instance's section")
    }
}
