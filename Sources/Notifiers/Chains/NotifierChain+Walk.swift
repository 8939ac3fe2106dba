public import Synchronization

extension NotifierChain where Event: ~Copyable {
    /// Calls the members of `version` in order, inside the section in which it was found; returns where the call stopped, or the count.
    @inlinable
    @inline(__always)
    static func walk(
        _ version: ChainVersion,
        _ event: borrowing Event,
        limit: Int,
        _ tally: inout ChainTally
    ) -> Int {
        let count = version.count
        var place = 0
        while place < count, tally.called < limit {
            let member = version.member(place)
            if let answer = answer(of: member, event), !tally.add(answer, of: member) { return place }
            place &+= 1
        }
        return place
    }

    /// Calls one member; nil if it is given up.
    ///
    /// Not retained: the section keeps it, and a count shared by all callers would be what they wait for.
    @inlinable
    @inline(__always)
    static func answer(of member: Unmanaged<ChainMember>, _ event: borrowing Event) -> NotifierAnswer? {
        member._withUnsafeGuaranteedRef { member in
            member.isGivenUp.load(ordering: .relaxed)
                ? nil : unsafeDowncast(member, to: Member.self).callback(event)
        }
    }

    /// Both halves of a robust call, on one version: those that are told to take it back are those that were called.
    static func walkRobustly(
        _ version: ChainVersion,
        up: borrowing Event,
        down: borrowing Event,
        limit: Int
    ) -> ChainTally {
        var tally = ChainTally()
        let end = walk(version, up, limit: limit, &tally)
        guard let stop = tally.stop else { return tally }
        var rolledBack = 0
        // In the same order, first to last, and without the one that stopped it. What they answer changes nothing.
        for place in 0..<end where answer(of: version.member(place), down) != nil { rolledBack += 1 }
        tally.stop = stop.rolledBack(rolledBack)
        return tally
    }

    /// Out of line, and fatalError, because `precondition` is silent in release builds.
    @usableFromInline
    @inline(never)
    static func trapLimit(_ limit: Int) -> Never {
        fatalError("the limit of a notifier call is \(limit); expected 0 or more callbacks")
    }
}
