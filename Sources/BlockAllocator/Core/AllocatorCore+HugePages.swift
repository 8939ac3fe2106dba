extension AllocatorCore {
    /// The whole aligned units of 2 MiB that lie in the bytes.
    func wholeUnitBytes(of bytes: UnsafeMutableRawBufferPointer) -> UnsafeMutableRawBufferPointer {
        let units = wholeUnits(of: bytes)
        return UnsafeMutableRawBufferPointer(
            start: reservation.base + units.lowerBound * PageSize.hugeBytes,
            count: units.count * PageSize.hugeBytes
        )
    }

    /// Counts the units of populated memory for which huge pages were wanted and small ones came.
    func countFallbacks(in bytes: UnsafeMutableRawBufferPointer) {
        guard configuration.hugePages != .never else { return }
        let whole = wholeUnitBytes(of: bytes)
        guard !whole.isEmpty, let backing = HugeBacking(of: UnsafeRawBufferPointer(whole)) else { return }
        let missing = (whole.count - min(whole.count, backing.hugeBytes)) / PageSize.hugeBytes
        if missing > 0 { events.hugePageFallbacks.count(missing) }
    }
}
