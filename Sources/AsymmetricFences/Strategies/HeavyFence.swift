internal import CMembarrier
internal import Glibc
internal import Synchronization

/// The process's one heavy fence: the strategy in use, and the rounds its callers share.
package final class HeavyFence: Sendable {
    private static let instance = HeavyFence()
    private static let isMade = Atomic<Bool>(false)

    /// No fork while the lazy initialiser runs, or the child would wait for a thread that it does not have.
    package static var shared: HeavyFence {
        if !isMade.load(ordering: .relaxed) { make() }
        return instance
    }

    private static func make() {
        cmembarrier_hold_forks()
        _ = instance
        cmembarrier_set_fork_hooks(Int32(cmembarrier_fork_fences), {}, { HeavyFence.instance.rounds.resetAfterFork() })
        isMade.store(true, ordering: .relaxed)
        cmembarrier_release_forks()
    }

    private let rounds = SharedRounds(spins: 64)
    private let current = Atomic<UInt8>(HeavyFence.chooseAtStart().index)
    private let narrowed = Atomic<UInt64>(0)
    private let denied = Atomic<UInt64>(0)

    private init() {}

    package var strategy: FenceStrategy { FenceStrategy(index: current.load(ordering: .acquiring)) }

    package var statistics: AsymmetricFence.Statistics {
        .init(
            issued: rounds.roundCount + narrowed.load(ordering: .relaxed),
            shared: rounds.sharedCount,
            strategiesDenied: denied.load(ordering: .relaxed)
        )
    }

    func issue() {
        rounds.join(broadcast)
    }

    /// A heavy fence that need only reach `threads`; every strategy but `signal` reaches all of them anyway.
    ///
    /// `threads` must return every thread that may rely on this fence and has published its id, with a full fence between
    /// that and its next access, before this call; a thread that does so later is ordered by its own fence.
    package func issue(narrowedTo threads: () -> [Int32]) {
        guard strategy == .signal else { return issue() }
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        do throws(StrategyFailure) {
            try SignalBroadcast.broadcast(to: .threads(threads()))
            narrowed.wrappingAdd(1, ordering: .relaxed)
            atomicMemoryFence(ordering: .sequentiallyConsistent)
        } catch {
            // The whole process's round meets the same refusal, and deals with it.
            issue()
        }
    }

    /// One barrier on every thread of the process, by whichever strategy still works. Only ever inside a round.
    private func broadcast() {
        let strategy = self.strategy
        do throws(StrategyFailure) {
            try strategy.broadcast()
        } catch {
            substitute(for: strategy, because: error)
        }
    }

    /// Fences by the first successor that can, which replaces the strategy for good unless that was only short of something.
    ///
    /// Seed 5's rule: a successor is prepared in full (its signal handler installed) before others can see it.
    private func substitute(for strategy: FenceStrategy, because failure: StrategyFailure) {
        var failures = ["\(strategy.rawValue): \(failure)"]
        for next in strategy.successors {
            do throws(StrategyFailure) {
                try next.prepare()
                try next.broadcast()
                guard !failure.isTransient else { return }
                current.store(next.index, ordering: .sequentiallyConsistent)
                denied.wrappingAdd(1, ordering: .relaxed)
                return
            } catch {
                failures.append("\(next.rawValue): \(error)")
            }
        }
        fatalError("no way is left to issue a heavy fence: \(failures.joined(separator: "; "))")
    }

    private static func chooseAtStart() -> FenceStrategy {
        if let name = getenv("RCU_FENCE_STRATEGY").map({ String(cString: $0) }), !name.isEmpty { return forced(name) }
        var failures: [String] = []
        for strategy in FenceStrategy.preference {
            do throws(StrategyFailure) {
                try strategy.prepare()
                return strategy
            } catch {
                failures.append("\(strategy.rawValue): \(error)")
            }
        }
        fatalError("this system offers no way to issue a heavy fence: \(failures.joined(separator: "; "))")
    }

    private static func forced(_ name: String) -> FenceStrategy {
        guard let forced = FenceStrategy(rawValue: name) else {
            let known = FenceStrategy.allCases.map(\.rawValue).joined(separator: ", ")
            fatalError("RCU_FENCE_STRATEGY is \"\(name)\"; expected one of \(known)")
        }
        do throws(StrategyFailure) {
            try forced.prepare()
            return forced
        } catch {
            fatalError("RCU_FENCE_STRATEGY is \"\(name)\", which this system does not serve: \(error)")
        }
    }
}
