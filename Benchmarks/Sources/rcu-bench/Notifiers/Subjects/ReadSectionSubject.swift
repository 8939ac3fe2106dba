import ReadCopyUpdate

/// A read section with nothing in it.
struct ReadSectionSubject: NotifierSubject {
    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        loop(calls) { _ in RCU.read { _ in } }
    }
}
