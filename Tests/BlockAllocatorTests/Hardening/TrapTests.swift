import CTestShims
import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Mistakes trap, with the address and what was expected")
struct TrapTests {
    @Test("Double frees, foreign addresses, and addresses that are no range's", arguments: Mistake.allCases)
    func traps(mistake: Mistake) async {
        let result = await #expect(
            processExitsWith: .failure,
            observing: [\.standardErrorContent, \.standardOutputContent]
        ) { [mistake = mistake as Mistake] in
            try onOneProcessor { try mistake.make() }
        }
        let message = text(result?.standardErrorContent)
        // The last line said is the address; the frame before it is the test library's.
        let said = text(result?.standardOutputContent).split(separator: "\n").last ?? ""
        #expect(!said.isEmpty && message.contains(said), "the message does not name \(said): \(message)")
        #expect(message.contains(mistake.found), "\(message)")
        #expect(message.contains("expected"))
    }

    @Test(
        "Two threads that free the same address at the same time: one of them traps",
        .enabled(if: !underThreadSanitizer, "ThreadSanitizer does not follow threads of a forked child"),
        arguments: [5, 100]
    )
    func race(pages: Int) async {
        await #expect(processExitsWith: .success) { [pages = pages as Int] in
            let allocator = try BlockAllocator(.small(megabytes: 1024))
            // For all rounds: a child says nothing.
            let null = open("/dev/null", O_WRONLY)
            // A fork leaves locks of the runtime with threads that the child has not: what it uses is there before.
            freeAtOnce(nil, 0)
            for round in 0..<(longTests ? 400 : 40) {
                let address = UInt(bitPattern: try allocator.allocateAddress(pages: pages))
                let child = ctestshims_fork()
                if child == 0 {
                    endIfItHangs(after: 60)
                    dup2(null, STDERR_FILENO)
                    for signal in [SIGTRAP, SIGILL, SIGABRT] { Glibc.signal(signal) { _ in _exit(7) } }
                    freeAtOnce(allocator, address)
                    _exit(0)
                }
                var status: CInt = -1
                #expect(waitpid(child, &status, 0) == child)
                let outcome = ctestshims_outcome(status)
                #expect(outcome == 7, "round \(round): \(outcome); 0 is two frees that both went well")
            }
        }
    }
}

/// Two threads that free it, or do nothing.
private func freeAtOnce(_ allocator: BlockAllocator?, _ address: UInt) {
    let arrived = SharedCounter()
    let threads = (0..<2).map { _ in
        TestThread {
            arrived.increment()
            while arrived.count < 2 { spinOnce() }
            guard let allocator, let address = UnsafeMutableRawPointer(bitPattern: address) else { return }
            allocator.free(address)
        }
    }
    threads.forEach { $0.join() }
}
