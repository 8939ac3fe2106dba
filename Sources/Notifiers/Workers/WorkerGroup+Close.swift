internal import AsymmetricFences
internal import Synchronization

extension WorkerGroup {
    /// Takes all workers down and waits for their threads to end; none can be brought up any more. Destructors of others' thread-local
    /// storage are waited for as long as ``Hotplug/Limits/bringUp``, and then left running.
    ///
    /// Workers that timed out are left to themselves: should they come back, they run or report what they were sent, and end. Closing twice is
    /// harmless.
    ///
    /// - Blocks: for the tear-downs and the messages in the mailboxes. Traps in a message of the group, in a step, and inside a read section.
    /// - Throws: the first failure of a tear-down, when all others are down; it can be tried again.
    @available(*, noasync, message: "it blocks the thread; await close() suspends")
    public func close() throws(HotplugError) {
        core.requireMayWait()
        try Self.close(core, hotplug, follower)
        isClosed.store(true, ordering: .releasing)
    }

    /// Takes all workers down and waits for their threads to end; none can be brought up any more. Destructors of others' thread-local
    /// storage are waited for as long as ``Hotplug/Limits/bringUp``, and then left running.
    ///
    /// As the blocking form; a thread of the library's own does it, and the task suspends, also when it is cancelled.
    public func close() async throws(HotplugError) {
        let (core, hotplug, follower) = (core, hotplug, follower)
        try await hotplug.onOwnThread { () throws(HotplugError) in try Self.close(core, hotplug, follower) }
        isClosed.store(true, ordering: .releasing)
    }

    private static func close(
        _ core: WorkerCore,
        _ hotplug: Hotplug,
        _ follower: WorkerFollower
    ) throws(HotplugError) {
        // From here on no worker gets a mailbox; those that have one by now are taken down below, each behind the operation that has it
        // now.
        core.isClosing.store(true, ordering: .sequentiallyConsistent)
        follower.stop()
        var failure: HotplugError?
        for worker in 0..<hotplug.workers {
            do throws(HotplugError) {
                try hotplug.takeDown(worker)
            } catch .lost {
                // Nothing of it answers.
            } catch {
                // One that was lost in this very attempt does not answer either, but that is news.
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// For a handle that goes away.
    static func end(_ core: WorkerCore, _ hotplug: Hotplug, _ follower: WorkerFollower) {
        for attempt in 1...3 {
            do throws(HotplugError) {
                return try close(core, hotplug, follower)
            } catch {
                require(
                    attempt < 3,
                    "a group of workers was dropped and cannot be closed: \(error); expected close() to be called first"
                )
            }
        }
    }
}
