import Notifiers

// Notifiers: what those pay who announce something that nobody wants to hear of.

@inline(never)
func fastInvalidation(_ notifiers: MemoryNotifiers, _ addresses: Range<UInt>, _ value: Int) -> Int {
    notifiers.withInvalidation(of: addresses, event: .unmap) { value &+ 1 }
}

@inline(never)
func fastInvalidationStartEnd(_ notifiers: MemoryNotifiers, _ addresses: Range<UInt>) -> Bool {
    let open = notifiers.start(MemoryInvalidation(addresses: addresses, event: .unmap))
    let wasHeard = open.hasAudience
    open.end()
    return wasHeard
}

@inline(never)
func fastInvalidationWithoutBlocking(_ notifiers: MemoryNotifiers, _ addresses: Range<UInt>) -> Bool {
    guard let open = notifiers.startWithoutBlocking(MemoryInvalidation(addresses: addresses, event: .unmap)) else {
        return false
    }
    return open.hasAudience
}

@inline(never)
func fastBlockingChain(_ chain: NotifierChain<Int>.Blocking, _ event: Int) -> Int { chain.call(event).called }

@inline(never)
func fastAtomicChain(_ chain: NotifierChain<Int>.Atomic, _ event: Int) -> Int { chain.call(event).called }
