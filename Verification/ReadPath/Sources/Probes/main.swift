import BlockAllocator
import Notifiers
import ReadCopyUpdate
import Synchronization

// Calls every probe, so that none is removed.
func callAll() -> Int {
    let server = Server()
    let counter = Atomic<Int>(0)
    var flags = [0, 0]
    var sum = fastSection(1) &+ fastPointer(server) &+ fastNested(server) &+ fastLoop(server, 3)
    sum &+= fastBox(server.table) &+ fastBoxInClass(server) &+ fastBoxArrayElement(server, 1)
    sum &+= fastBoxClassField(server) &+ fastBoxUnique(server) &+ fastBoxLoop(server, 3)
    sum &+= flags.withUnsafeMutableBufferPointer { fastLightFence($0.baseAddress!) }  // Not empty.
    sum &+= slowRetain(server).port &+ slowReadModifyWrite(server, counter) &+ slowFence(server)
    sum &+= slowAllocation(server)[0] &+ slowCall(server)
    let domain = SleepableRCU()
    sum &+= fastSleepable(domain, server) &+ fastSleepableTicket(domain, 1)
    let reporter = RCU.QuiescentStateReporter()
    return sum &+ fastReporter(reporter, server)
}

// The library's own retirement, which `check` reads too.
func retireAll() {
    RCU.retire(Settings(port: 1))
    let number = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    number.initialize(to: 1)
    RCU.retire(number)
    RCU.retire {}
    RCU.barrier()
}

func allocateAll() throws -> UInt {
    let buffers = try BlockAllocator()
    let range = try fastAllocate(buffers)
    let address = try buffers.allocateAddress(pages: 8)
    buffers.free(address)
    return fastAllocateFree(buffers) &+ fastAllocateFreeOfSize(buffers, 3) &+ fastAllocateReleaseLoop(buffers, 3)
        &+ UInt(fastFree(range))
}

func notifyAll() -> Int {
    let notifiers = MemoryNotifiers()
    var sum = fastInvalidation(notifiers, 0..<4096, 1)
    if fastInvalidationStartEnd(notifiers, 0..<4096) { sum &+= 1 }
    if fastInvalidationWithoutBlocking(notifiers, 0..<4096) { sum &+= 1 }
    return sum &+ fastBlockingChain(.init(), 1) &+ fastAtomicChain(.init(), 1)
}

retireAll()
print(callAll(), notifyAll(), try allocateAll())
