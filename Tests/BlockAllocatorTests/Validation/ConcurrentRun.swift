import Glibc
import Synchronization
import TestThreads

@testable import BlockAllocator

/// Random operations by threads that do not wait for one another, over a table in which they exchange live ranges, so that most are
/// freed by others. At rendezvous all stand still, and everything is validated.
final class ConcurrentRun: @unchecked Sendable {
    let allocator: BlockAllocator
    private let validator: AllocatorValidator
    private let threads: Int
    private let seed: UInt64
    /// Each word owns a ``HeldRange``, or is 0.
    private let table: [Exchange]
    private let barrier = UnsafeMutablePointer<pthread_barrier_t>.allocate(capacity: 1)
    private let failures = FutexProtectedStrings()

    /// A place of the table.
    private final class Exchange: Sendable {
        let word = Atomic<UInt>(0)

        func exchange(_ new: UInt) -> HeldRange? {
            UnsafeRawPointer(bitPattern: word.exchange(new, ordering: .acquiringAndReleasing))
                .map { Unmanaged<HeldRange>.fromOpaque($0).takeRetainedValue() }
        }

        var held: HeldRange? {
            UnsafeRawPointer(bitPattern: word.load(ordering: .acquiring))
                .map { Unmanaged<HeldRange>.fromOpaque($0).takeUnretainedValue() }
        }
    }

    init(seed: UInt64, threads: Int, places: Int) throws {
        var configuration = BlockAllocator.Configuration()
        configuration.blockPages = 128
        configuration.reservationBytes = 4 << 30
        configuration.poisonOnFree = false
        configuration.lazyLimitBytes = 4 << 20
        allocator = try BlockAllocator(configuration)
        validator = AllocatorValidator(allocator)
        self.threads = threads
        self.seed = seed
        table = (0..<places).map { _ in Exchange() }
        pthread_barrier_init(barrier, nil, UInt32(threads))
    }

    deinit {
        pthread_barrier_destroy(barrier)
        barrier.deallocate()
    }

    var problems: [String] { failures.all }

    /// - Parameters:
    ///   - rounds: how often all meet.
    ///   - steps: operations of each thread in between.
    func run(rounds: Int, steps: Int) {
        let running = (0..<threads).map { number in
            TestThread { [self] in
                var random = SplitMix(seed: seed &* 1000 &+ UInt64(number))
                var stamp = UInt64(number) << 56
                for round in 0..<rounds {
                    // Some rounds on processors of their own, some on one that all share, some wherever.
                    if round % 3 < 2 { PinnedThread.pin(to: round % 3 == 0 ? number : 0) }
                    for _ in 0..<steps { step(&random, &stamp) }
                    meet(number, "round \(round)")
                    if !failures.all.isEmpty { break }
                }
            }
        }
        for thread in running { thread.join() }
        for place in table { retire(place.exchange(0), .dropped) }
        allocator.purge(force: true)
        allocator.flush()
        validator.history = [:]
        failures.add(validator.problems(with: [:], isAfterFlush: true).map { "in the end: \($0)" })
        let taken = allocator.statistics.addressBytes
        if taken != 0 { failures.add(["\(taken) bytes of addresses are not clean in the end"]) }
    }

    private func meet(_ number: Int, _ moment: String) {
        pthread_barrier_wait(barrier)
        if number == 0 {
            var shadow: [UInt: ShadowRange] = [:]
            for place in table {
                guard let held = place.held else { continue }
                if shadow.updateValue(held.shadow, forKey: held.address) != nil {
                    failures.add(["\(moment): two hold the range at \(held.address)"])
                }
            }
            // Since the last time a block may have died, and another have got its metadata's memory.
            validator.history = [:]
            failures.add(validator.problems(with: shadow).map { "\(moment): \($0)" })
        }
        pthread_barrier_wait(barrier)
    }

    private func step(_ random: inout SplitMix, _ stamp: inout UInt64) {
        let way = HeldRange.Way.allCases[random.below(random.percent(10) ? 4 : 2)]
        do {
            switch random.below(2000) {
            case 0..<3: allocator.flush()
            case 3..<5: allocator.purge()
            case 5..<7: allocator.purge(force: true)
            case 7..<9: allocator.giveBack(atLeast: 1 << 18)
            case 9..<11: _ = allocator.statistics
            case 11..<12: allocator.core.drainQueues()
            case 12..<20: place(try allocate(65 + random.below(200), .shortLived, &stamp), &random, way)
            case 20..<60: place(try map(1 + random.below(4), &stamp), &random, way)
            case 60..<500: retire(table[random.below(table.count)].exchange(0), way)
            case 500..<1000:
                // By its own thread, at once.
                retire(try allocate(1 + random.below(8), .shortLived, &stamp), way)
            default:
                let lifetime: BlockAllocator.Lifetime = random.percent(20) ? .longLived : .shortLived
                place(try allocate(1 + random.below(1 << random.below(7)), lifetime, &stamp), &random, way)
            }
        } catch {
            failures.add(["\(error)"])
        }
    }

    private func allocate(_ pages: Int, _ lifetime: BlockAllocator.Lifetime, _ stamp: inout UInt64) throws -> HeldRange
    {
        stamp += 1 << 16
        let held = HeldRange(
            try allocator.allocate(pages: pages, lifetime: lifetime),
            BlockKind(lifetime),
            stamp: stamp
        )
        held.fill()
        return held
    }

    /// Of a file of their own, which lives as long as it is mapped.
    private func map(_ pages: Int, _ stamp: inout UInt64) throws -> HeldRange {
        stamp += 1 << 16
        let held = HeldRange(try allocator.map(try FrameFile(count: pages).frames), .mapped, stamp: stamp)
        held.fill()
        return held
    }

    private func place(_ held: HeldRange, _ random: inout SplitMix, _ way: HeldRange.Way) {
        let word = UInt(bitPattern: Unmanaged.passRetained(held).toOpaque())
        retire(table[random.below(table.count)].exchange(word), way)
    }

    private func retire(_ held: HeldRange?, _ way: HeldRange.Way) {
        guard let held else { return }
        if let page = held.overwritten {
            failures.add(["page \(page) of \(held.pages) of a live range at \(held.address) was overwritten or revoked"]
            )
        }
        held.free(way, to: allocator)
    }
}
