internal import Glibc

extension BlockAllocator.Configuration {
    /// Refuses what cannot work, before anything is made.
    func check() throws(BlockAllocatorError) {
        let pageSize = sysconf(Int32(_SC_PAGESIZE))
        guard pageSize == PageSize.bytes else {
            throw .invalidConfiguration(
                setting: "the system's page size",
                value: pageSize,
                expected: "\(PageSize.bytes) bytes"
            )
        }
        guard (128...1024).contains(blockPages) && blockPages.nonzeroBitCount == 1 else {
            throw .invalidConfiguration(setting: "blockPages", value: blockPages, expected: "128, 256, 512 or 1024")
        }
        guard reservationBytes >= 1 && reservationBytes <= 1 << 46 else {
            throw .invalidConfiguration(
                setting: "reservationBytes",
                value: reservationBytes,
                expected: "1 to \(1 << 46) bytes"
            )
        }
        if let lazyLimitBytes, lazyLimitBytes < 0 {
            throw .invalidConfiguration(setting: "lazyLimitBytes", value: lazyLimitBytes, expected: "0 or more bytes")
        }
    }
}
