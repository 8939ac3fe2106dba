import Synchronization
import TestThreads
import Testing

@testable import Notifiers

@Suite("A worker's mailbox")
struct MailboxTests {
    private func message(_ body: @escaping @Sendable () -> Void) -> Letter { Letter(.message(body, undelivered: nil)) }

    private func run(_ chain: consuming LetterChain) -> Int {
        var chain = chain
        var count = 0
        while let letter = chain.popFirst() {
            if case .message(let body, _) = letter.content { body() }
            count += 1
        }
        return count
    }

    @Test("Letters of one sender come out in the order in which they went in, once")
    func order() {
        let mailbox = Mailbox()
        let seen = Seen()
        for number in 0..<100 { #expect(mailbox.push(message { seen.append(number) })) }
        let count = run(mailbox.takeAll())
        #expect(count == 100)
        #expect(seen.all == Array(0..<100))
        let rest = run(mailbox.takeAll())
        #expect(rest == 0)
    }

    @Test("Closing gives back what is left and refuses the rest; orders are still accepted")
    func close() {
        let mailbox = Mailbox()
        for _ in 0..<3 { #expect(mailbox.push(message {})) }
        let left = run(mailbox.close())
        #expect(left == 3)
        #expect(!mailbox.push(message {}))
        mailbox.pushOrder(Letter(.exit))
        #expect(mailbox.isClosed)
        let orders = run(mailbox.takeAll())
        #expect(orders == 1)
        #expect(mailbox.isClosed, "taking the letters out opened the mailbox")
        mailbox.reopen()
        #expect(mailbox.push(message {}))
    }

    @Test("What a letter holds is released: run, refused, or left in a mailbox that goes away")
    func releases() {
        let alive = SharedCounter()
        do {
            let mailbox = Mailbox()
            for _ in 0..<4 { _ = mailbox.push(message { [witness = MailWitness(alive)] in _ = witness }) }
            #expect(alive.count == 4)
            var chain = mailbox.close()
            _ = chain.popFirst()
            #expect(alive.count == 3)
            _ = mailbox.push(message { [witness = MailWitness(alive)] in _ = witness })
            #expect(alive.count == 3)
            mailbox.pushOrder(message { [witness = MailWitness(alive)] in _ = witness })
            #expect(alive.count == 4)
        }
        #expect(alive.count == 0)
    }

    @Test("Only the push that finds the worker parked wakes it")
    func coalescing() {
        let mailbox = Mailbox()
        for _ in 0..<1000 { #expect(mailbox.push(message {})) }
        #expect(mailbox.wakeCount == 0, "a push woke a worker that was not parked")
        let count = run(mailbox.takeAll())
        #expect(count == 1000)
        let woken = Latch()
        let worker = TestThread {
            mailbox.park()
            woken.open()
        }
        #expect(waitUntil { mailbox.isParked })
        for _ in 0..<1000 { #expect(mailbox.push(message {})) }
        #expect(worker.join(within: 30), "the push onto an empty mailbox did not wake the worker")
        #expect(mailbox.wakeCount == 1)
        #expect(woken.isOpen)
    }

    @Test("Every letter of several senders runs once, whoever parks when")
    func stress() {
        let (senders, each) = (3, longTests ? 2_000_000 : 20_000)
        let mailbox = Mailbox()
        let ran = SharedCounter()
        let outOfOrder = SharedCounter()
        let last = (0..<senders).map { _ in SharedCounter() }
        let worker = TestThread {
            var received = 0
            while received < senders * each {
                let count = self.run(mailbox.takeAll())
                received += count
                if count == 0 { mailbox.park() }
            }
        }
        let threads = (0..<senders).map { sender in
            TestThread {
                for number in 1...each {
                    _ = mailbox.push(
                        self.message {
                            ran.increment()
                            if last[sender].increment() != number { outOfOrder.increment() }
                        }
                    )
                }
            }
        }
        for thread in threads { #expect(thread.join(within: 300)) }
        #expect(worker.join(within: 60), "a letter was lost, or a wake-up: \(ran.count) of \(senders * each) ran")
        #expect(ran.count == senders * each)
        #expect(outOfOrder.count == 0)
    }
}

private final class MailWitness: Sendable {
    private let alive: SharedCounter

    init(_ alive: SharedCounter) {
        self.alive = alive
        alive.increment()
    }

    deinit { alive.decrement() }
}

private final class Seen: @unchecked Sendable {
    private(set) var all: [Int] = []

    func append(_ number: Int) { all.append(number) }
}
