internal import AsymmetricFences
internal import CMembarrier
internal import Glibc

extension AllocatorCore {
    func map(_ frames: [PageFrame]) throws(BlockAllocatorError) -> PageRange {
        let pages = frames.count
        try check(pages)
        let runs = FrameRun.coalesced(frames)
        // What lies behind a mapped range has no memory: with a page to spare it is the guard.
        let needed = pages + (configuration.guardPages ? 1 : 0)
        return try untilExhausted(pages) { () throws(BlockAllocatorError) in
            let range: PageRange
            if needed <= BlockAllocator.largestBlockRange {
                let slot = try takeSlot(order: SizeClass.order(ofSmall: needed), .mapped, pages: pages)
                range = PageRange(slot, pages: pages)
            } else {
                range = PageRange(try takeDirect(pages: pages, isMapped: true), pages: pages)
            }
            // On failure the range frees itself.
            try map(runs, at: range.baseAddress, pages: pages)
            return range
        }
    }

    private func map(_ runs: [FrameRun], at start: UnsafeMutableRawPointer, pages: Int) throws(BlockAllocatorError) {
        var address = start
        for run in runs {
            let bytes = run.count << PageSize.shift
            events.mapCalls.count()
            let result = cmembarrier_map_file(address, bytes, run.descriptor, Int64(run.first) << Int64(PageSize.shift))
            // At once, as no flush need follow: the process would stay at its limit of mappings. Where it is refused, the next
            // flush does it.
            if result != 0 && address > start {
                // Nobody was told of these addresses, so nobody is told that they go.
                whileFlushing(.nonBlocking) { _ in _ = reservation.revoke(start, address - start) }
            }
            switch -result {
            case 0: break
            case ENOMEM: throw .memoryExhausted(pages: pages, call: "mmap of \(run.count) frames", errno: ENOMEM)
            case let error: throw .system(call: "mmap of \(run.count) frames", errno: error)
            }
            address += bytes
        }
    }
}
