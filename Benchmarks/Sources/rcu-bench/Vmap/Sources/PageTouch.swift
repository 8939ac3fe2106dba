import CBenchmarkShims

/// What is done with an address between allocation and free.
enum PageTouch {
    static let pageBytes = 4096

    /// Makes the compiler believe that the address is used: it drops a malloc and a free with nothing between them.
    @inline(__always)
    static func escape(_ address: UnsafeMutableRawPointer) {
        CBenchmarkShims_escape(address)
    }

    /// Writes the first byte of each page.
    @inline(__always)
    static func touch(_ address: UnsafeMutableRawPointer, pages: Int) {
        for page in 0..<pages {
            address.storeBytes(of: 1, toByteOffset: page &* pageBytes, as: UInt8.self)
        }
        CBenchmarkShims_escape(address)
    }
}
