internal import CMembarrier
internal import Glibc

extension HugeBacking {
    /// From the page tables; nil before Linux 6.7. The range is widened to whole pages.
    init?(pageTablesOf range: Range<UInt>) {
        // Opened each time: the descriptor is bound to the process that opens it, and a child of a fork is another.
        let pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)
        guard pagemap >= 0 else { return nil }
        defer { close(pagemap) }
        let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
        let end = UInt64((range.upperBound + page - 1) / page * page)
        var next = UInt64(range.lowerBound / page * page)
        var (huge, resident) = (0, 0)
        let complete = withUnsafeTemporaryAllocation(of: cmembarrier_page_region.self, capacity: 128) { regions in
            guard let first = regions.baseAddress else { return false }
            while next < end {
                var stopped: UInt64 = 0
                let count = cmembarrier_scan_pages(pagemap, next, end, first, regions.count, &stopped)
                // Without progress it would ask for ever.
                guard count >= 0, stopped > next else { return false }
                for region in regions.prefix(Int(count)) {
                    let bytes = Int(region.end - region.start)
                    resident += bytes
                    if region.categories & UInt64(cmembarrier_page_huge) != 0 { huge += bytes }
                }
                next = stopped
            }
            return true
        }
        guard complete else { return nil }
        self.init(hugeBytes: huge, residentBytes: resident, source: .pageTables)
    }
}
