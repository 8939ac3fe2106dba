/// What the holder of a queue's lease knows of a block that came back to it.
///
/// What others return is counted in ``SharedState``.
struct LocalReturns {
    /// Pages that came back.
    var dirty: Int
    /// The first page of the dirty range; above ``dirtyEnd`` where the range is empty.
    var dirtyStart: Int
    var dirtyEnd: Int

    static let none = LocalReturns(dirty: 0, dirtyStart: 0x7ff, dirtyEnd: 0)

    /// Without the dirty range, which has been told to ``SharedState``.
    func withoutRange() -> LocalReturns {
        LocalReturns(dirty: dirty, dirtyStart: Self.none.dirtyStart, dirtyEnd: Self.none.dirtyEnd)
    }
}
