@testable import BlockAllocator

extension AllocatorValidator {
    /// A list is a list: it ends, both ways, and has each block once.
    func checkList(of queue: CPUQueue, _ kind: BlockKind) {
        let lists = queue.lists.pointee
        var previous: Block?
        var next = lists.head(kind)
        while let block = next {
            let position = Int(block.fixed.pointee.position)
            guard uses.indices.contains(position), uses[position] == nil else {
                return expect(false, "block \(position) is on a list and elsewhere: \(uses.indices.contains(position))")
            }
            claim(position, .listed)
            expect(block.fixed.pointee.queue == queue, "block \(position) is on the list of a queue not its own")
            expect(
                block.fixed.pointee.kind == kind,
                "block \(position) is \(block.fixed.pointee.kind) in a list of \(kind)"
            )
            expect(block.links.pointee.previous == previous, "block \(position) does not lead back")
            checkLive(block, isListed: true)
            previous = block
            next = block.links.pointee.next
        }
        expect(lists.tail(kind) == previous, "a list of \(kind) has another tail than its last block")
    }

    func checkWarm(of queue: CPUQueue) {
        let lists = queue.lists.pointee
        var count = 0
        var next = lists.warm
        while let block = next {
            let position = Int(block.fixed.pointee.position)
            guard uses.indices.contains(position), uses[position] == nil else {
                return expect(false, "block \(position) is warm and elsewhere")
            }
            claim(position, .warm)
            expectIndexed(block)
            checkDead(block)
            expect(!block.fixed.pointee.isMapped, "block \(position) of frames is kept warm")
            count += 1
            next = block.links.pointee.next
        }
        expect(
            count == lists.warmCount && count <= BlockLists.warmLimit,
            "\(count) warm blocks, \(lists.warmCount) counted"
        )
        if isAfterFlush { expect(count == 0, "\(count) blocks are warm after a flush") }
    }
}
