internal import Glibc

/// What freed memory is filled with, so that who reads on notices.
enum Poison {
    static let byte: UInt8 = 0xdb

    static func fill(_ address: UnsafeMutableRawPointer, pages: Int) {
        memset(address, CInt(byte), pages << PageSize.shift)
    }
}
