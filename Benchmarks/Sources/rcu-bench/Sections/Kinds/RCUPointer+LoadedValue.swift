import ReadCopyUpdate

extension RCUPointer<UInt64> {
    /// What it points to now, for kinds of sections that hand out no reference; 0 where it points nowhere.
    @inline(__always)
    var loadedValue: UInt64 { load()?.pointee ?? 0 }
}
