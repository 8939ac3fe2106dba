@testable import BlockAllocator

extension BlockAllocator.Configuration {
    /// A small reservation without what debug builds add, so that both builds do the same, and one queue, so that it does not matter
    /// where the test's thread is moved.
    static func small(megabytes: Int = 64, blockPages: Int = 512) -> Self {
        var result = Self()
        result.reservationBytes = megabytes << 20
        result.blockPages = blockPages
        result.poisonOnFree = false
        result.queueLimit = 1
        return result
    }

    func with(_ change: (inout Self) -> Void) -> Self {
        var result = self
        change(&result)
        return result
    }
}

extension BlockAllocator {
    /// The mappings of the whole reservation.
    var census: MappingCensus? {
        let start = UInt(bitPattern: core.reservation.base)
        return MappingCensus(of: start..<start + UInt(core.reservation.byteCount))
    }
}

extension PageRange {
    var census: MappingCensus? {
        MappingCensus(of: UInt(bitPattern: baseAddress)..<UInt(bitPattern: baseAddress) + UInt(byteCount))
    }
}

/// The error that `body` throws, or nil.
func errorOf(_ body: () throws -> Void) -> BlockAllocatorError? {
    do {
        try body()
        return nil
    } catch {
        return error as? BlockAllocatorError
    }
}
