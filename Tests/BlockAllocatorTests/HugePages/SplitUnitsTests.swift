import CTestShims
import Synchronization
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Split units")
struct SplitUnitsTests {
    @Test("A unit is split once however often it is asked, and its neighbours are not", arguments: [0, 63, 64, 129])
    func splitting(unit: Int) throws {
        let units = try #require(SplitUnits(unitCount: 130))
        #expect((0..<130).allSatisfy { !units.isSplit($0) })
        units.split(unit)
        units.split(unit)
        #expect((0..<130).filter(units.isSplit) == [unit])
        #expect(units.count == 1)
        units.markIntact(unit)
        units.markIntact(unit)
        #expect(!units.isSplit(unit))
        #expect(units.count == 0)
    }

    @Test("Threads that split neighbours in one word lose none")
    func concurrent() throws {
        let units = try #require(SplitUnits(unitCount: 4096))
        let threads = (0..<4).map { first in
            TestThread {
                for unit in stride(from: first, to: 4096, by: 4) { units.split(unit) }
                for unit in stride(from: first, to: 4096, by: 8) { units.markIntact(unit) }
            }
        }
        threads.forEach { $0.join() }
        #expect(units.count == 2048)
        #expect((0..<4096).count(where: units.isSplit) == 2048)
    }

    @Test(
        "A split makes no system call and allocates nothing: a thread that may do neither survives it",
        .enabled(if: !underThreadSanitizer, "ThreadSanitizer's own calls would be forbidden too")
    )
    func infallible() async {
        await #expect(processExitsWith: .success) {
            blocking {
                guard let units = SplitUnits(unitCount: 1 << 15) else { fatalError("no bitmap") }
                let done = SharedCounter()
                // It spins at its end, because a thread's exit is a system call that is forbidden too.
                _ = TestThread {
                    guard ctestshims_forbid_system_calls() == 0 else { return }
                    for unit in 0..<units.unitCount { units.split(unit) }
                    done.increment()
                    while true { spinOnce() }
                }
                #expect(waitUntil({ done.count == 1 }, within: 60), "the kernel ended the thread")
                #expect(units.count == 1 << 15)
            }
        }
    }

    @Test("A unit that is none traps, and says of how many", arguments: [-1, 8])
    func bounds(unit: Int) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [unit = unit as Int] in
            SplitUnits(unitCount: 8)?.split(unit)
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("unit \(unit) is none of the reservation's 8"), "\(message)")
    }
}
