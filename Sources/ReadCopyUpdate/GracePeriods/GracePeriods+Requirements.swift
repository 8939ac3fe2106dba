internal import AsymmetricFences
internal import CMembarrier
internal import Synchronization

extension GracePeriods {
    /// Traps if a wait of the calling thread would be for itself.
    static func requireNoSection() {
        require(
            !RCU.isInReadSection,
            """
            waiting for a grace period inside a read section would wait for itself for ever \
            (a thread whose quiescent-state reporter is online is in one: use whileOffline)
            """
        )
        require(
            !isReporting,
            "a stall handler cannot wait for a grace period: the one it reports waits for the handler"
        )
    }

    /// Whether the calling thread runs the stall handler, for which a grace period waits.
    static var isReporting: Bool {
        let reporting = shared.reportingThread.load(ordering: .relaxed)
        return reporting != 0 && reporting == cmembarrier_gettid()
    }

    /// As ``requireNoSection()``, for a task that is about to suspend: a thread whose long section belongs to its reporter goes on
    /// to report when the task has suspended, but a section that the task itself is in would never end.
    static func requireNoSectionOfTask(
        _ message: @autoclosure () -> String =
            "waiting for a grace period inside a read section would wait for itself for ever"
    ) {
        let record = ReaderRecord.current
        let isOnline = RCU.isInReadSection && record.reporter.pointee.load(ordering: .relaxed) != 0
        let isInner = record.innerDepth.pointee != 0 || record.unpairedDepth.pointee != 0
        require(!RCU.isInReadSection || (isOnline && !isInner), message())
    }
}
