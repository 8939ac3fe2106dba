import ReadCopyUpdate

/// A section of a domain of its own, with nothing in it.
struct SleepableSectionSubject: NotifierSubject {
    private let domain = SleepableRCU()

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        loop(calls) { _ in domain.read { _ in } }
    }
}
