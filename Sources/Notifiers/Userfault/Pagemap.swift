internal import CMembarrier
internal import Glibc

/// Which pages of this process are populated, as proc_pid_pagemap(5) says. No privilege is needed for that.
struct Pagemap {
    /// Negative where there is none, as without procfs(5).
    private let file: CInt
    private static let page = UInt(getpagesize())
    /// Entries read at once: a page of them.
    private static let window = 512

    init() {
        // A fork in between would leave a copy that the child does not know of.
        cmembarrier_hold_forks()
        defer { cmembarrier_release_forks() }
        let opened = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)
        if opened >= 0, cmembarrier_close_in_children(opened) != 0 {
            Glibc.close(opened)
            file = -1
        } else {
            file = opened
        }
    }

    /// Calls `body` with the first pages of `addresses` that are populated, at most `count`. Says whether it could look at them all: it
    /// reads the entries of 8 GiB at most.
    func findPopulated(in addresses: Range<UInt>, count: Int, _ body: (UInt) -> Void) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.window) { entries in
            var (address, found) = (addresses.lowerBound, 0)
            for _ in 0..<4096 {
                guard address < addresses.upperBound, found < count else { return true }
                let wanted = min(Self.window, Int((addresses.upperBound - address) / Self.page))
                let got = read(address, into: UnsafeMutableBufferPointer(rebasing: entries[..<wanted]))
                guard got > 0 else { return false }
                for entry in entries[..<got] {
                    if Self.isPopulated(entry), found < count {
                        body(address)
                        found += 1
                    }
                    address += Self.page
                }
            }
            return address >= addresses.upperBound
        }
    }

    /// Whether the page of the address is populated; so also where that cannot be read.
    func isPopulated(_ address: UInt) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 1) { entry in
            read(address, into: entry) != 1 || Self.isPopulated(entry[0])
        }
    }

    /// Present or swapped.
    private static func isPopulated(_ entry: UInt64) -> Bool { entry >> 62 != 0 }

    /// The number of entries read, from that of the address on.
    private func read(_ address: UInt, into entries: UnsafeMutableBufferPointer<UInt64>) -> Int {
        let bytes = UnsafeMutableRawBufferPointer(entries)
        var count = 0
        repeat {
            count = pread(file, bytes.baseAddress, bytes.count, Int(address / Self.page * 8))
        } while count < 0 && errno == EINTR
        return count / 8
    }

    func close() {
        guard file >= 0 else { return }
        cmembarrier_hold_forks()
        cmembarrier_close_here(file)
        cmembarrier_release_forks()
    }
}
