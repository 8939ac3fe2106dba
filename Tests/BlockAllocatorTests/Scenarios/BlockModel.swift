@testable import BlockAllocator

/// The kernel's algorithm for one thread that returns each range before it takes the next, reduced to its counters.
///
/// What was handed out has come back by the next request, so that a block dies with the request that fills it.
struct BlockModel {
    private let blockPages: Int
    private let insertion: BlockAllocator.Insertion
    /// Free pages of the blocks on the list, from head to tail.
    private var list: [Int] = []
    private(set) var blocksAllocated = 0
    private(set) var blocksFreed = 0
    private(set) var longestWalk = 0

    init(blockPages: Int, _ insertion: BlockAllocator.Insertion) {
        self.blockPages = blockPages
        self.insertion = insertion
    }

    mutating func pair(pages: Int) {
        var size = 1
        while size < pages { size *= 2 }
        if let place = list.firstIndex(where: { $0 >= size }) {
            longestWalk = max(longestWalk, place + 1)
            list[place] -= size
            if list[place] == 0 {
                list.remove(at: place)
                blocksFreed += 1
            }
        } else {
            longestWalk = max(longestWalk, list.count)
            blocksAllocated += 1
            list.insert(blockPages - size, at: insertion == .tail ? list.count : 0)
        }
    }
}
