extension NotifierOperation {
    /// What is called. Subjects with the same intervals share them.
    func subject(_ count: Int, _ fields: inout IntervalFields) -> any NotifierSubject {
        switch self {
        case .readSection: ReadSectionSubject()
        case .sleepableSection: SleepableSectionSubject()
        case .plainClosures: PlainClosuresSubject(count)
        case .mutexArray: MutexArraySubject(count)
        case .nioArray: NIOArraySubject(count)
        case .atomicCall: AtomicChainSubject(count)
        case .blockingCall: BlockingChainSubject(count)
        case .asyncCall: AsyncChainSubject(count)
        case .subscribing: SubscribingSubject(count)
        case .memory: MemorySubject(count)
        case .registering: RegisteringSubject(count)
        case .intervalMiss: IntervalMissSubject(field: fields.field(count))
        case .intervalHit: IntervalHitSubject(field: fields.field(count))
        case .intervalListHit: IntervalListSubject(count)
        case .intervalRead: IntervalReadSubject(field: fields.field(count))
        case .intervalInserting: IntervalInsertingSubject(field: fields.field(count))
        }
    }
}
