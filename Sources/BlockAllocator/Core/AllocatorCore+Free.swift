internal import Notifiers
internal import ReadCopyUpdate
internal import Synchronization

extension AllocatorCore {
    /// What an address turned out to be, with the range's life ended by this thread.
    private enum Found {
        case range(Block, page: Int, SlotMark)
        case direct(DirectRange)
    }

    func free(_ address: UnsafeMutableRawPointer, _ mode: ReleaseMode) {
        guard let position = reservation.position(of: address) else {
            fatalError(
                "BlockAllocator: free of \(address): found a foreign address; expected one between \(reservation.base) and "
                    + "\(reservation.base + reservation.byteCount)"
            )
        }
        let found: Found?
        if mode == .guarded {
            // Announced before the section in which the memory goes, as subscribers may block.
            let bytes = UnsafeMutableRawBufferPointer(start: address, count: handedOut(at: address, position))
            found = announcing(bytes, .unmap) { endLife(of: address, position, mode) }
        } else {
            found = endLife(of: address, position, mode)
        }
        switch found {
        // The range, returned and not yet counted, keeps the block.
        case .range(let block, let page, let mark): block.release(page, mark, isMarked: true)
        case .direct(let range): reap(range, wasClosed: false)
        case nil: trapInvalidFree(address, position)
        }
    }

    private func endLife(of address: UnsafeMutableRawPointer, _ position: Int, _ mode: ReleaseMode) -> Found? {
        // What a bad address leads to may be on its way out: only inside a section is it sure to be metadata.
        RCU.read { _ in
            switch index.entry(at: position) {
            case .none: nil
            case .direct(let range):
                range.fixed.pointee.base == address && range.tryRelease(mode) != nil ? .direct(range) : nil
            case .block(let block): mark(address, of: block, mode)
            }
        }
    }

    /// How many bytes the live range that begins at the address was given, 0 where none does.
    private func handedOut(at address: UnsafeMutableRawPointer, _ position: Int) -> Int {
        RCU.read { _ in
            switch index.entry(at: position) {
            case .none: return 0
            case .direct(let range):
                return range.fixed.pointee.base == address ? bytes(of: range.fixed.pointee.run).count : 0
            case .block(let block):
                let mark = block.mark(at: (address - block.fixed.pointee.base) >> PageSize.shift)
                return mark.isLive ? mark.pages << PageSize.shift : 0
            }
        }
    }

    private func mark(_ address: UnsafeMutableRawPointer, of block: Block, _ mode: ReleaseMode) -> Found? {
        let offset = address - block.fixed.pointee.base
        let page = offset >> PageSize.shift
        let mark = block.mark(at: page)
        guard offset & (PageSize.bytes - 1) == 0, mark.isLive else { return nil }
        if mode == .guarded || block.fixed.pointee.poisonsRanges {
            // How many pages were asked for is not kept. Where a guard follows them, it is at least half of what was handed out.
            let pages = configuration.guardPages ? mark.pages / 2 : mark.pages
            block.prepareRelease(page: page, pages: pages, mode)
        }
        // One of two threads that free the same range at the same time loses here.
        let wasLive = block.marks[page].compareExchange(
            expected: mark.bits,
            desired: SlotMark.dirty(order: mark.order).bits,
            ordering: .acquiringAndReleasing
        ).exchanged
        return wasLive ? .range(block, page: page, mark) : nil
    }

    /// Going on would hand out memory that is in use.
    private func trapInvalidFree(_ address: UnsafeMutableRawPointer, _ position: Int) -> Never {
        switch index.entry(at: position) {
        case .block(let block):
            trapDoubleFree(address, block.mark(at: (address - block.fixed.pointee.base) >> PageSize.shift))
        case .direct(let range) where range.fixed.pointee.base == address: range.trapDoubleFree()
        case .direct, .none: trapDoubleFree(address, .none)
        }
    }
}
