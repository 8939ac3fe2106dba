import Synchronization
import TestThreads

@testable import Notifiers

/// What the stress test knows about messages and workers, apart from the group.
final class WorkerOracle: Sendable {
    /// A message that was accepted: how often it ran, or was reported.
    final class Fate: Sendable {
        let ends = Atomic<Int>(0)
    }

    let accepted = SharedCounter()
    let refused = SharedCounter()
    let ran = SharedCounter()
    let undelivered = SharedCounter()
    let twice = SharedCounter()
    let misdelivered = SharedCounter()
    let uninitialised = SharedCounter()
    /// By worker: whether its own thread has made what messages use, and not yet taken it down.
    private let ready: [Atomics]
    let workers: Int

    final class Atomics: Sendable {
        let prepared = Atomic<Bool>(false)
        let started = Atomic<Bool>(false)
    }

    init(workers: Int) {
        self.workers = workers
        ready = (0..<workers).map { _ in Atomics() }
    }

    func prepare(_ worker: Int, _ isUp: Bool) { ready[worker].prepared.store(isUp, ordering: .sequentiallyConsistent) }
    func start(_ worker: Int, _ isUp: Bool) { ready[worker].started.store(isUp, ordering: .sequentiallyConsistent) }

    private func end(_ fate: Fate, on worker: Int) {
        if fate.ends.wrappingAdd(1, ordering: .relaxed).oldValue != 0 { twice.increment() }
        if WorkerGroup.currentWorker != worker { misdelivered.increment() }
    }

    func run(_ fate: Fate, on worker: Int) {
        end(fate, on: worker)
        ran.increment()
        let ready = ready[worker]
        if !ready.prepared.load(ordering: .relaxed) || !ready.started.load(ordering: .relaxed) {
            uninitialised.increment()
        }
    }

    func report(_ fate: Fate, on worker: Int) {
        end(fate, on: worker)
        undelivered.increment()
    }

    /// Sends one message.
    func send(_ group: WorkerGroup, to worker: Int) {
        let fate = Fate()
        do throws(WorkerError) {
            try group.send(to: worker, onUndelivered: { self.report(fate, on: worker) }) { self.run(fate, on: worker) }
            accepted.increment()
        } catch {
            refused.increment()
        }
    }

    /// Sends one to all that are online, or active.
    func broadcast(_ group: WorkerGroup, to audience: WorkerGroup.Audience) {
        let fates = (0..<workers).map { _ in Fate() }
        let receivers = group.broadcast(to: audience, onUndelivered: { self.report(fates[$0], on: $0) }) {
            // On a thread that is no worker at all the worker is unknown: counted against the first.
            let worker = WorkerGroup.currentWorker ?? 0
            self.run(fates[worker], on: worker)
        }
        for _ in receivers { accepted.increment() }
    }

    /// Has one run while the sender waits.
    func run(_ group: WorkerGroup, on worker: Int) {
        let fate = Fate()
        do throws(WorkerError) {
            try group.run(on: worker) { self.run(fate, on: worker) }
            accepted.increment()
            if fate.ends.load(ordering: .relaxed) != 1 { twice.increment() }
        } catch {
            refused.increment()
            if fate.ends.load(ordering: .relaxed) != 0 { twice.increment() }
        }
    }
}
