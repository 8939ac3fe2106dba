import Glibc
import Notifiers
import Synchronization

// What the module's guides show.

/// A cache of pages, in the guide's words.
struct GuidePages {
    var pages: [UInt: Int] = [:]

    mutating func install(_ page: Int, at address: UInt) { pages[address] = page }
    mutating func drop(_ addresses: Range<UInt>) { pages = pages.filter { !addresses.contains($0.key) } }
}

func guideSubscription(
    _ addresses: Range<UInt>,
    _ notifiers: MemoryNotifiers
) throws -> IntervalSubscription<GuidePages> {
    let subscription = try IntervalSubscription(addresses, in: notifiers, state: GuidePages()) { cache, what in
        cache.drop(what.addresses)
    }
    return subscription
}

func guideByHand(
    _ subscription: borrowing IntervalSubscription<GuidePages>,
    _ address: UInt,
    _ lookUp: (UInt) throws -> Int
) throws {
    while true {
        let seen = try subscription.readBegin()  // waits while an overlapping invalidation is open
        let page = try lookUp(address)  // may block, may fail
        let isInstalled = subscription.withLock { cache in
            if subscription.readRetry(seen) { return false }
            cache.install(page, at: address)
            return true
        }
        if isInstalled { break }
    }
}

func guideReady(
    _ subscription: borrowing IntervalSubscription<GuidePages>,
    _ address: UInt,
    _ lookUp: (UInt) throws -> Int
) throws {
    try subscription.withRetry(deadline: .now + .seconds(1)) {
        try lookUp(address)
    } install: { cache, page in
        cache.install(page, at: address)
    }
}

func guideUnmap(_ notifiers: MemoryNotifiers, _ addresses: Range<UInt>) {
    let result = notifiers.withInvalidation(of: addresses, event: .unmap) {
        munmap(UnsafeMutableRawPointer(bitPattern: addresses.lowerBound), addresses.count)
    }
    precondition(result == 0)
}

func guideState(
    _ hotplug: Hotplug,
    open: @escaping @Sendable (Int) throws -> Void,
    close: @escaping @Sendable (Int) -> Void
) throws -> Hotplug.Installation {
    let installation = try hotplug.install(
        "connections",
        in: .online,
        startup: { worker in try open(worker) },
        teardown: { worker in close(worker) }
    )
    return installation
}

/// Tables that follow a size.
final class GuideTable: Sendable {
    let size = Atomic<Int>(32)

    func resize(to new: Int) -> Bool {
        guard new <= 64 else { return false }
        size.store(new, ordering: .relaxed)
        return true
    }
}

func guideChain(_ table: GuideTable) throws {
    let size = NotifierChain<Int>.Blocking()
    let subscription = try size.subscribe(priority: 10) { new in table.resize(to: new) ? .done : .stop }

    // All follow; or those before the one that refused take it back.
    let outcome = size.callRobust(up: 64, down: 32)
    subscription.cancel()
    // Nothing of the callback runs from here on.

    precondition(!outcome.isStopped && outcome.called == 1 && table.size.load(ordering: .relaxed) == 64)
    precondition(size.callRobust(up: 16, down: 64).called == 0)
}
