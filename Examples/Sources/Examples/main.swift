import BlockAllocator
import Glibc
import Notifiers
import ReadCopyUpdate
import Synchronization

// Runs every example once, and stops if one does not do what its comment says.
func runAll() async throws {
    try configureRCU { print($0) }

    let router = Router()
    precondition(router.handler(for: "/") == nil)
    router.add("index", for: "/")
    precondition(router.handler(for: "/") == "index")

    let weight = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    weight.initialize(to: 3)
    precondition(work(through: [1, 2, 3], with: RCUPointer(weight)) == 18)
    weight.deallocate()

    let turnstile = Turnstile()
    precondition(turnstile.enter())
    precondition(!turnstile.close())
    turnstile.leave()
    precondition(turnstile.close())
    precondition(!turnstile.enter())

    let sessions = Sessions()
    sessions.open("ada", as: 1)
    precondition(sessions.user(of: 1) == "ada")
    sessions.close(1)
    precondition(sessions.user(of: 1) == nil)

    try await runFlags()
    await runPrices()
    await runPlugins()
    await runTemplates()
    try await runEchoServer()
    try runFrames()
    try runPageCache()
    try runArena()
    try runPoolSize()
    try runLineIndex()
    try await runShards()
    try runGuides()
    try runFixedBuffers()

    // What the boxes retired may still wait.
    await RCU.barrier()
    precondition(healthReport().last == "0 values, 0 bytes wait to be destroyed")
}

func runFlags() async throws {
    let flags = FeatureFlags()
    let (sightings, sight) = AsyncStream.makeStream(of: Set<String>.self)
    let follower = Task { await flags.follow { sight.yield($0) } }
    // Again and again: the follower sees what is published after it has begun.
    let writer = Task {
        while !Task.isCancelled {
            try await flags.reload { ["dark"] }
            await Task.yield()
        }
    }
    for await sighting in sightings {
        precondition(sighting == ["dark"])
        break
    }
    writer.cancel()
    try await writer.value
    follower.cancel()
    await follower.value
    precondition(flags.isOn("dark"))
    let cleared = await flags.clear()
    precondition(cleared == ["dark"])
    precondition(!flags.isOn("dark"))
}

func runPrices() async {
    let prices = Prices()
    precondition(prices.price(of: 0) == nil)
    prices.publish([3, 5])
    prices.publish([4, 6])
    precondition(prices.price(of: 1) == 6)
    await prices.close()
    precondition(prices.price(of: 1) == nil)
}

func runPlugins() async {
    let plugins = Plugins()
    await plugins.load("double") { $0 * 2 }
    precondition(plugins.run("double", on: 21) == 42)
    let unmapped = Unmapped()
    await plugins.unload("double") { unmapped.count.add(1, ordering: .relaxed) }
    precondition(unmapped.count.load(ordering: .relaxed) == 1)
    precondition(plugins.run("double", on: 21) == nil)

    var slots = RestingSlots()
    slots.put(7)
    await RCU.GracePeriod.start().wait()
    precondition(slots.take() == 7)
    precondition(slots.take() == nil)
}

func runTemplates() async {
    let templates = Templates()
    let nothing = await templates.page(for: 1) { _ in "ada" }
    precondition(nothing == nil)
    templates.replace(with: "Hello")
    let page = await templates.page(for: 1) { _ in
        templates.replace(with: "Goodbye")
        return "ada"
    }
    precondition(page == "Hello, ada")
    await templates.close()
}

func runEchoServer() async throws {
    let server = try EchoServer()
    var sockets: [CInt] = [0, 0]
    precondition(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &sockets) == 0)
    for request: [UInt8] in [[1, 2, 3], Array(repeating: 7, count: 60_000)] {
        precondition(write(sockets[0], request, request.count) == request.count)
        let sent = try await server.serve(sockets[1])
        var reply = [UInt8](repeating: 0, count: request.count)
        precondition(sent == request.count && read(sockets[0], &reply, sent) == sent && reply == request)
    }
    sockets.forEach { close($0) }

    let session = try server.session()
    session.memory.bytes.storeBytes(of: 42, as: UInt8.self)
    let readers = (1...2).map { _ in Task { session.memory.bytes.load(as: UInt8.self) } }
    for reader in readers {
        let seen = await reader.value
        precondition(seen == 42)
    }

    let lent = try server.lend()
    lent.storeBytes(of: 1, as: UInt8.self)
    server.takeBack(lent)
}

func runFrames() throws {
    let allocator = try BlockAllocator()
    var ring = try RingBuffer(pages: 2, from: allocator)
    precondition(ring.write(Array(repeating: 1, count: 8000)))
    ring.consume(7999)
    // Crosses the end, at 8192, and is read in one piece.
    let message = (0..<4000).map { UInt8(truncatingIfNeeded: $0) }
    precondition(ring.write(message))
    precondition(Array(ring.unread) == [1] + message)
    precondition(!ring.write(Array(repeating: 0, count: 4192)))
    ring.consume(4001)
    precondition(ring.unread.isEmpty)

    var reassembly = try Reassembly(pages: 4, from: allocator)
    for piece in [2, 0, 3, 1] { reassembly.receive(piece: piece).copyBytes(from: [UInt8(piece)]) }
    let document = try reassembly.document()
    precondition((0..<4).allSatisfy { document.bytes[$0 * 4096] == UInt8($0) })
}

func runPageCache() throws {
    let cache = try PageCache(bytes: 8 << 20)
    // Twice what there is room for.
    for key in 0..<256 { try cache.store(key, [UInt8(key)]) }
    precondition(cache.firstByte(255) == 255)
    precondition(cache.firstByte(0) == nil)
}

func runArena() throws {
    let arena = try Arena(mebibytes: 4, from: BlockAllocator())
    arena.bytes.initializeMemory(as: UInt8.self, repeating: 9)
    arena.forget(1..<2)
    precondition(arena.bytes[4095] == 9 && arena.bytes[4096] == 0 && arena.bytes[8192] == 9)
    // Where this machine has no huge pages for us, nothing else changes.
    let outcome = arena.mend()
    precondition(outcome != .collapsed || arena.hugeShare > 0)
    precondition(arena.bytes[4096] == 0 && arena.bytes[8192] == 9)
}

func runPoolSize() throws {
    let size = PoolSize()
    let table = Counter()
    let follower = try size.onChange("table", priority: 1) { new in
        table.value.store(copy new, ordering: .relaxed)
        return .done
    }
    let limit = try size.onChange("limit") { new in new > 8 ? .stop : .done }
    try size.change(from: 4, to: 8)
    precondition(table.value.load(ordering: .relaxed) == 8)
    do {
        try size.change(from: 8, to: 16)
        preconditionFailure("the limit did not refuse")
    } catch let refused as PoolSize.Refused {
        precondition(refused.name == "limit")
    }
    precondition(table.value.load(ordering: .relaxed) == 8)
    limit.cancel()
    try size.change(from: 8, to: 16)
    follower.cancel()
    try size.change(from: 16, to: 32)
    precondition(table.value.load(ordering: .relaxed) == 16)
}

func runLineIndex() throws {
    let text = try BlockAllocator().allocate(pages: 2)
    text.bytes.initializeMemory(as: UInt8.self, repeating: 0x20)
    text.bytes.storeBytes(of: 0x0A, toByteOffset: 10, as: UInt8.self)
    text.bytes.storeBytes(of: 0x0A, toByteOffset: 5000, as: UInt8.self)
    let index = try LineIndex(text)
    for _ in 0..<2 {
        let starts = try index.lineStarts()
        precondition(starts == [0, 11, 5001])
    }
    index.text.decommit(pages: 1..<2)
    let starts = try index.lineStarts()
    precondition(starts == [0, 11])
}

func runShards() async throws {
    let open = Counter()
    let shards = try makeShards(open)
    let sum = Counter()
    for key in UInt(0)..<100 {
        try shards.append(key) { _ in
            precondition(open.value.load(ordering: .relaxed) > 0)
            sum.value.add(Int(key), ordering: .relaxed)
        }
    }
    try await shards.close()
    precondition(sum.value.load(ordering: .relaxed) == 4950 && open.value.load(ordering: .relaxed) == 0)
}

func makeShards(_ open: Counter) throws -> Shards {
    try Shards { _ in
        open.value.add(1, ordering: .relaxed)
    } close: { _ in
        open.value.subtract(1, ordering: .relaxed)
    }
}

func runGuides() throws {
    try guideChain(GuideTable())

    let notifiers = MemoryNotifiers()
    let bytes = 2 * Int(getpagesize())
    guard let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) else {
        preconditionFailure("no memory: errno \(errno)")
    }
    let addresses = UInt(bitPattern: memory)..<UInt(bitPattern: memory) + UInt(bytes)
    let subscription = try guideSubscription(addresses, notifiers)
    var isFirst = true
    // Taken away during the first look-up: what it found is thrown away.
    try guideByHand(subscription, addresses.lowerBound) { _ in
        if isFirst { notifiers.withInvalidation(of: addresses, event: .clear) {} }
        defer { isFirst = false }
        return isFirst ? 1 : 2
    }
    try guideReady(subscription, addresses.lowerBound + UInt(getpagesize())) { _ in 3 }
    var pages = subscription.withLock { $0.pages }
    precondition(pages == [addresses.lowerBound: 2, addresses.lowerBound + UInt(getpagesize()): 3])
    guideUnmap(notifiers, addresses)
    pages = subscription.withLock { $0.pages }
    precondition(pages.isEmpty)

    let group = WorkerGroup()
    try group.resize(to: 1)
    let open = Counter()
    let installation = try guideState(group.hotplug) { _ in
        open.value.add(1, ordering: .relaxed)
    } close: { _ in
        open.value.subtract(1, ordering: .relaxed)
    }
    precondition(open.value.load(ordering: .relaxed) == 1)
    try group.close()
    precondition(open.value.load(ordering: .relaxed) == 0)
    try installation.remove()
}

func runFixedBuffers() throws {
    let notifiers = MemoryNotifiers()
    let buffers: FixedBuffers
    do {
        buffers = try FixedBuffers(notifiers: notifiers)
    } catch let refused as FixedBuffers.Refused {
        print("examples: fixed buffers are skipped: io_uring: \(String(cString: strerror(refused.errno)))")
        return
    }
    let source: UserfaultSource
    do {
        source = try UserfaultSource(notifiers: notifiers)
    } catch {
        print("examples: fixed buffers are skipped: \(error)")
        return
    }
    // Memory that knows nothing of any of this.
    let bytes = 16 * Int(getpagesize())
    guard let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
        let results = tmpfile()
    else { preconditionFailure("no memory, or no file: errno \(errno)") }
    defer { fclose(results) }
    let addresses = UInt(bitPattern: memory)..<UInt(bitPattern: memory) + UInt(bytes)
    try source.watch(addresses)
    var written = [UInt8](repeating: 0, count: bytes)
    for content in UInt8(1)...3 {
        memset(memory, CInt(content), bytes)
        for _ in 0..<10 {
            let count = try buffers.write(addresses, to: fileno(results))
            precondition(count == bytes)
            precondition(pread(fileno(results), &written, bytes, 0) == bytes)
            precondition(written.allSatisfy { $0 == content }, "the kernel wrote pages that are not mapped any more")
        }
        // Other pages at the same addresses, as after munmap and mmap, or a heap that is trimmed.
        precondition(madvise(memory, bytes, MADV_DONTNEED) == 0)
    }
    // Pinned once for each content.
    precondition(buffers.cache.statistics.misses == 3 && buffers.cache.statistics.hits == 27)
    munmap(memory, bytes)
    source.close()
    precondition(buffers.cache.statistics.entries == 0)
}

final class Counter: Sendable {
    let value = Atomic<Int>(0)
}

final class Unmapped: Sendable {
    let count = Atomic<Int>(0)
}

try await runAll()
print("examples: all ran")
