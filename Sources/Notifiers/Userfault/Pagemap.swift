internal import CMembarrier
internal import Glibc

/// Which pages of this process are populated, as proc_pid_pagemap(5) and its ioctl say. No privilege is needed for that.
struct Pagemap {
    /// What a search comes to.
    enum Search: Hashable {
        case page(UInt, isOfFile: Bool)
        case none
        /// There is no such file, or what was to be looked at was too much.
        case unknown
    }

    static let page = UInt(getpagesize())
    /// System calls that one search may make.
    static let looksOfOneSearch = 128
    /// Entries read at once where the kernel does not search itself.
    private static let window = 512
    /// Negative where there is none.
    private let file: CInt
    /// The kernel searches since Linux 6.7, a tebibyte of holes in microseconds.
    let kernelSearches: Bool

    /// Without procfs(5), or in a process that nobody may look into, itself included, there is none.
    ///
    /// - Throws: where a descriptor was refused because there are too many.
    init(mayAskKernel: Bool = true) throws(UserfaultError) {
        // A fork in between would leave a copy that the child does not know of.
        cmembarrier_hold_forks()
        defer { cmembarrier_release_forks() }
        let file = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)
        if file < 0, [EMFILE, ENFILE, ENOMEM].contains(errno) { throw .refused(errno: errno) }
        if file >= 0 {
            let result = cmembarrier_close_in_children(file)
            guard result == 0 else {
                Glibc.close(file)
                throw .refused(errno: -result)
            }
        }
        var page: UInt64 = 0
        let anywhere = UInt64(Self.page)
        self.file = file
        kernelSearches = mayAskKernel && cmembarrier_first_page(file, anywhere, 2 * anywhere, &page) >= 0
    }

    /// The first populated page of whole pages. Takes a look for each system call that it makes, and finds nothing without any left.
    func first(in addresses: Range<UInt>, looks: inout Int) -> Search {
        var address = addresses.lowerBound
        while address < addresses.upperBound {
            guard looks > 0 else { return .unknown }
            looks -= 1
            if kernelSearches {
                var found: UInt64 = 0
                let result = cmembarrier_first_page(file, UInt64(address), UInt64(addresses.upperBound), &found)
                guard result >= 0 else { return .unknown }
                if result == 0 { return .none }
                address = UInt(found)
            }
            var seen = Search.none
            let count = read(from: address, to: kernelSearches ? address + Self.page : addresses.upperBound) {
                page,
                entry in
                if seen == .none, Self.isPopulated(entry) { seen = .page(page, isOfFile: entry & 1 << 61 != 0) }
            }
            guard seen == .none else { return seen }
            guard count > 0 else { return .unknown }
            address += UInt(count) * Self.page
        }
        return .none
    }

    /// Whether the page at the address is populated; so also where that cannot be read.
    func isPopulated(_ address: UInt) -> Bool {
        var answer = true
        _ = read(from: address, to: address + Self.page) { _, entry in answer = Self.isPopulated(entry) }
        return answer
    }

    /// Present or swapped, and not the mark of a guard, which stays where it is.
    private static func isPopulated(_ entry: UInt64) -> Bool { entry >> 62 != 0 && entry & 1 << 58 == 0 }

    /// Hands a window of entries at most to `body`, and returns how many.
    private func read(from start: UInt, to end: UInt, _ body: (UInt, UInt64) -> Void) -> Int {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.window) { entries in
            let wanted = min(Self.window, Int((end - start) / Self.page))
            var bytes = 0
            repeat {
                bytes = pread(file, entries.baseAddress, 8 * wanted, Int(start / Self.page * 8))
            } while bytes < 0 && errno == EINTR
            let count = max(0, bytes / 8)
            for index in 0..<count { body(start + UInt(index) * Self.page, entries[index]) }
            return count
        }
    }

    func close() {
        guard file >= 0 else { return }
        cmembarrier_hold_forks()
        cmembarrier_close_here(file)
        cmembarrier_release_forks()
    }
}
