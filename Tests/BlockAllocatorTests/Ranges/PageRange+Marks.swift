@testable import BlockAllocator

extension PageRange {
    /// Writes a word that tells each page from every other, at its start and at its end.
    func mark(_ salt: Int = 0) { BlockAllocatorTests.mark(baseAddress, pageCount, salt) }

    /// The pages without the words of ``mark(_:)``.
    func unmarked(_ salt: Int = 0) -> [Int] { BlockAllocatorTests.unmarked(baseAddress, pageCount, salt) }

    /// What stands at the start of a page.
    func word(_ page: Int) -> UInt64 { baseAddress.load(fromByteOffset: page * 4096, as: UInt64.self) }

    /// Whether every byte is this one.
    func holdsOnly(_ byte: UInt8) -> Bool { BlockAllocatorTests.holdsOnly(byte, baseAddress, pageCount) }
}

func mark(_ address: UnsafeMutableRawPointer, _ pages: Int, _ salt: Int = 0) {
    for page in 0..<pages {
        address.storeBytes(of: markOf(page, salt), toByteOffset: page * 4096, as: UInt64.self)
        address.storeBytes(of: markOf(page, salt), toByteOffset: page * 4096 + 4088, as: UInt64.self)
    }
}

func unmarked(_ address: UnsafeMutableRawPointer, _ pages: Int, _ salt: Int = 0) -> [Int] {
    (0..<pages).filter { page in
        address.load(fromByteOffset: page * 4096, as: UInt64.self) != markOf(page, salt)
            || address.load(fromByteOffset: page * 4096 + 4088, as: UInt64.self) != markOf(page, salt)
    }
}

/// By words: a debug build takes a while for each look.
func holdsOnly(_ byte: UInt8, _ address: UnsafeMutableRawPointer, _ pages: Int) -> Bool {
    let word = UInt64(byte) &* 0x0101_0101_0101_0101
    let words = address.assumingMemoryBound(to: UInt64.self)
    var index = 0
    while index < pages * 512 {
        if words[index] != word { return false }
        index += 1
    }
    return true
}

private func markOf(_ page: Int, _ salt: Int) -> UInt64 {
    0x9E37_79B9_7F4A_7C15 &* UInt64(page + 1) ^ UInt64(truncatingIfNeeded: salt) << 40
}
