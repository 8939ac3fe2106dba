internal import AsymmetricFences
internal import Synchronization

extension Reclaimer {
    /// One pass over all queues.
    func pass() {
        let number = begun.load(ordering: .relaxed) + 1
        begun.store(number, ordering: .sequentiallyConsistent)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        var pending = 0
        queues.forEach { queue in
            pending += queue.takeSnapshot()
        }
        let submissions = submissions.takeAll()
        if pending > 0 {
            notePeak()
            GracePeriods.shared.synchronize()
            destroyPending()
        }
        for submission in submissions { place.run(submission.batch) }
        completed.store(number, ordering: .sequentiallyConsistent)
        for submission in submissions { submission.completion() }
        completions.wake()
        resumeWaiters()
    }

    private func destroyPending() {
        var batch = ReclamationBatch(place: place, backlog: backlog)
        queues.forEach { queue in
            while queue.hasNext {
                queue.takeNext { batch.add($0, cost: $1) { note($0) } }
            }
        }
        batch.finish { note($0) }
    }

    private func note(_ tally: RCU.Tally) {
        reclaimedCount.wrappingAdd(tally.count, ordering: .releasing)
        reclaimedBytes.wrappingAdd(tally.bytes, ordering: .releasing)
        backlog.discharge(tally)
    }

    /// Exact, where the sum that retirers make lags behind.
    private func notePeak() {
        var retired = retired
        retired.count -= reclaimedCount.load(ordering: .relaxed)
        retired.bytes &-= reclaimedBytes.load(ordering: .relaxed)
        backlog.notePeak(retired)
    }

    /// The sum of all queues.
    var retired: RCU.Tally {
        var tally = RCU.Tally()
        queues.forEach { queue in
            tally.count += Int(queue.tail)
            tally.bytes &+= queue.retiredBytes
        }
        return tally
    }

    private func resumeWaiters() {
        guard !waiters.isEmpty else { return }
        waiters.takeAll { waiter in
            if completed.load(ordering: .relaxed) >= waiter.number {
                waiter.resume(returning: true)
            } else {
                // Its pass is wanted, and so comes next.
                waiters.push(waiter)
            }
        }
    }

    func fill(_ statistics: inout RCU.Statistics) {
        // Reclaimed first: what is reclaimed was retired before.
        statistics.reclaimed.count = reclaimedCount.load(ordering: .acquiring)
        statistics.reclaimed.bytes = reclaimedBytes.load(ordering: .acquiring)
        statistics.retired = retired
        backlog.fill(&statistics)
    }
}
