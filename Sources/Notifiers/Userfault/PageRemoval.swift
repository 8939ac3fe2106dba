/// What one madvise(2) takes away after its event has been read, and what shows that it does.
struct PageRemoval {
    let addresses: Range<UInt>
    /// Pages that were populated when the event had been read, in ascending order, and zeros.
    private(set) var witnesses = SIMD8<UInt>.zero
    private(set) var witnessCount = 0
    private(set) var isOfFile = false
    /// Whether it can be seen that the pages go.
    private(set) var canBeSeen = true
    /// A witness that has gone; the end, if none is left of a file.
    private var gone: UInt = 0
    /// Before it nothing is left of a file.
    private var firstLeft: UInt = 0

    init(_ addresses: Range<UInt>) { self.addresses = addresses }

    /// Looks for witnesses outside of what others of the batch take away. False if no page is there to go.
    mutating func findWitnesses(_ pagemap: Pagemap, outside others: [Range<UInt>]) -> Bool {
        var looks = Pagemap.looksOfOneSearch
        var rest = addresses
        while witnessCount < witnesses.scalarCount {
            switch pagemap.first(in: rest, looks: &looks) {
            case .none: return witnessCount > 0 || !canBeSeen
            case .unknown:
                canBeSeen = witnessCount > 0
                return true
            case .page(let page, let isOfFile):
                var end = page + Pagemap.page
                self.isOfFile = self.isOfFile || isOfFile
                if firstLeft == 0 { firstLeft = page }
                if let other = others.first(where: { $0.contains(page) }) {
                    end = min(other.upperBound, rest.upperBound)
                } else {
                    witnesses[witnessCount] = page
                    witnessCount += 1
                }
                canBeSeen = witnessCount > 0
                rest = end..<rest.upperBound
            }
        }
        return true
    }

    /// Another thread takes the pages away as well: what has gone of them shows nothing.
    mutating func share(_ range: Range<UInt>) {
        guard range.overlaps(addresses) else { return }
        for index in 0..<witnesses.scalarCount where range.contains(witnesses[index]) { witnesses[index] = 0 }
        if isOfFile { canBeSeen = false }
        if isOfFile || range.contains(gone) { gone = 0 }
    }

    /// Whether pages of a file have begun to go, one after the other.
    var hasBegun: Bool { isOfFile && firstLeft > witnesses[0] }

    /// Whether it has been seen that the pages go, and of a file, that they have gone.
    var isSeen: Bool { gone != 0 }

    /// Returns whether there is less of a file than at the last look.
    mutating func look(_ pagemap: Pagemap) -> Bool {
        guard canBeSeen, !isSeen else { return false }
        guard !isOfFile else { return lookForRest(pagemap) }
        for index in 0..<witnesses.scalarCount where witnesses[index] != 0 {
            if !pagemap.isPopulated(witnesses[index]) { gone = witnesses[index] }
        }
        return false
    }

    private mutating func lookForRest(_ pagemap: Pagemap) -> Bool {
        var looks = Pagemap.looksOfOneSearch
        switch pagemap.first(in: firstLeft..<addresses.upperBound, looks: &looks) {
        case .none: gone = addresses.upperBound
        case .unknown: break
        case .page(let page, _):
            defer { firstLeft = page }
            return firstLeft < page
        }
        return false
    }
}
