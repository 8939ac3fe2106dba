internal import ReadCopyUpdate

extension WorkerThread {
    /// Runs letters until one says that the thread ends.
    func loop() {
        while true {
            if pending.isEmpty { pending = mailbox.takeAll() }
            guard let letter = pending.popFirst() else {
                // Offline first: a parked thread would hold every grace period back.
                reporter = nil
                mailbox.park()
                continue
            }
            switch letter.content {
            case .message(let body, _): run(body)
            case .step(let step):
                reporter = nil
                step()
            case .exit:
                reporter = nil
                return
            }
        }
    }

    /// Runs a message inside the long section, and reports when it has returned.
    private func run(_ body: @Sendable () -> Void) {
        if reporter == nil { reporter = RCU.QuiescentStateReporter() }
        body()
        // Nothing that the message found in the section is in use any more.
        reporter?.quiescentState()
    }

    /// The end of the messages: closes the mailbox, and runs what is left in it, or reports it.
    ///
    /// Called on the thread, in a step, when nobody can be about to push any more: the worker is in no mask, and a grace period has passed.
    /// What is left lies in two places: in the chain that the thread took out before it came to the step, and in the mailbox.
    func drain() {
        var early = LetterChain()
        swap(&early, &pending)
        var late = mailbox.close()
        // The letters of a worker that was lost while it empties its mailbox: it still ends.
        var orders: [Letter] = []
        drain(&early, &orders)
        drain(&late, &orders)
        reporter = nil
        for order in orders { mailbox.pushOrder(order) }
    }

    private func drain(_ letters: inout LetterChain, _ orders: inout [Letter]) {
        while let letter = letters.popFirst() {
            switch letter.content {
            case .message(let body, let undelivered):
                if !reportsLeftovers {
                    run(body)
                } else if let undelivered {
                    run(undelivered)
                }
            case .step, .exit: orders.append(letter)
            }
        }
    }

    /// Runs `body` while the thread holds no grace period back. The caller's own.
    func whileOffline<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard reporter != nil else { return try body() }
        // The reporter's end traps if a section is open, which would end with it.
        reporter = nil
        defer { reporter = RCU.QuiescentStateReporter() }
        return try body()
    }
}
