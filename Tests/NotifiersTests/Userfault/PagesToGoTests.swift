import CMembarrier
import Glibc
import Testing

@testable import Notifiers

@Suite("Pages that are to go")
struct PagesToGoTests {
    private static let page = UInt(ForeignMemory.page)

    /// Memory with something in some of its pages.
    private func memory(pages: Int, populated: Int...) -> ForeignMemory {
        let memory = ForeignMemory(pages: pages, advice: 15)  // MADV_NOHUGEPAGE
        for page in populated { memory.pointer(page).storeBytes(of: 1, as: UInt8.self) }
        return memory
    }

    /// An expectation takes no variable that its expression changes.
    private final class Batch {
        private let pagemap: Pagemap
        private var pages: PagesToGo

        init() throws {
            pagemap = try Pagemap()
            pages = PagesToGo(pagemap, room: 8)
        }

        deinit { pagemap.close() }

        var isNeeded: Bool { pages.isNeeded }
        var unconfirmed: Int { pages.unconfirmed }
        func begin() { pages.beginBatch() }
        func add(_ addresses: Range<UInt>) { pages.addRemoval(of: addresses) }
        func addUnmapping(_ addresses: Range<UInt>) { pages.addUnmapping(of: addresses) }
        func look(isChanging: Bool = false) -> PagesToGo.Look { pages.look(isChanging: isChanging) }
        func areExpected() -> Bool { look() != .gone }
        func giveUp() { pages.giveUp() }
    }

    private func first(_ pages: Range<Int>, of memory: ForeignMemory, _ pagemap: Pagemap) -> Pagemap.Search {
        var looks = 100
        return pagemap.first(in: memory.pages(pages), looks: &looks)
    }

    @Test("The first populated page, whether the kernel searches or not", arguments: [true, false])
    func search(mayAskKernel: Bool) throws {
        let memory = memory(pages: 2000, populated: 700, 701, 1999)
        let file = ForeignMemory(pages: 2)
        file.mapFile()
        file.pointer(0).storeBytes(of: 1, as: UInt8.self)
        let pagemap = try Pagemap(mayAskKernel: mayAskKernel)
        defer { pagemap.close() }
        #expect(first(0..<2000, of: memory, pagemap) == .page(memory.pages(700..<701).lowerBound, isOfFile: false))
        #expect(first(701..<2000, of: memory, pagemap) == .page(memory.pages(701..<702).lowerBound, isOfFile: false))
        #expect(first(702..<2000, of: memory, pagemap) == .page(memory.pages(1999..<2000).lowerBound, isOfFile: false))
        #expect(first(0..<700, of: memory, pagemap) == .none)
        #expect(first(702..<1999, of: memory, pagemap) == .none)
        #expect(first(0..<2, of: file, pagemap) == .page(file.range.lowerBound, isOfFile: true))
        #expect(pagemap.isPopulated(memory.pages(700..<701).lowerBound))
        #expect(!pagemap.isPopulated(memory.pages(699..<700).lowerBound))
    }

    @Test("The kernel finds what is behind a gibibyte of holes")
    func holes() throws {
        let memory = ForeignMemory(pages: 1 << 18)
        memory.pointer(1 << 18 - 1).storeBytes(of: 1, as: UInt8.self)
        let pagemap = try Pagemap()
        defer { pagemap.close() }
        var looks = 2
        let found = pagemap.first(in: memory.range, looks: &looks)
        #expect(pagemap.kernelSearches == UserfaultMachine.kernelIs(atLeast: 6, 7))
        guard pagemap.kernelSearches else { return }
        #expect(found == .page(memory.range.upperBound - Self.page, isOfFile: false))
    }

    @Test("Without the kernel's help a gibibyte of holes is too much to look at")
    func tooMuch() throws {
        let memory = ForeignMemory(pages: 1 << 18)
        let pagemap = try Pagemap(mayAskKernel: false)
        defer { pagemap.close() }
        var looks = 128
        #expect(pagemap.first(in: memory.range, looks: &looks) == .unknown)
        #expect(looks == 0)
    }

    @Test("Guards stay where they are, and are not taken for pages", arguments: [true, false])
    func guards(mayAskKernel: Bool) throws {
        let memory = memory(pages: 16, populated: 12)
        // MADV_GUARD_INSTALL: Linux 6.13, and to be told from pages since 6.15.
        guard madvise(memory.pointer(0), 8 * ForeignMemory.page, 102) == 0 else { return }
        let pagemap = try Pagemap(mayAskKernel: mayAskKernel)
        defer { pagemap.close() }
        guard !pagemap.isPopulated(memory.range.lowerBound) else { return }
        var looks = 100
        let found = pagemap.first(in: memory.range, looks: &looks)
        #expect(found == .page(memory.pages(12..<13).lowerBound, isOfFile: false))
    }

    @Test("Of private memory it is enough that one has gone, of a file all must")
    func enough() throws {
        for ofFile in [false, true] {
            let memory = ForeignMemory(pages: 32, advice: 15)
            if ofFile { memory.mapFile() }
            memory.fill(1)
            let pages = try Batch()
            pages.begin()
            #expect(!pages.isNeeded)
            pages.add(memory.range)
            #expect(pages.isNeeded && pages.areExpected())
            memory.advise(0..<1, MADV_DONTNEED)
            #expect(pages.areExpected() == ofFile)
            memory.advise(1..<31, MADV_DONTNEED)
            #expect(pages.areExpected() == ofFile)
            memory.advise(31..<32, MADV_DONTNEED)
            #expect(!pages.areExpected())
            pages.giveUp()
            #expect(pages.unconfirmed == 0)
        }
    }

    @Test("Where nothing is there, nothing is waited for")
    func empty() throws {
        let memory = memory(pages: 8)
        let pages = try Batch()
        pages.add(memory.range)
        #expect(pages.isNeeded)
        #expect(!pages.areExpected())
        pages.giveUp()
        #expect(pages.unconfirmed == 0)
    }

    @Test("What two threads take away tells of neither; what is not seen is counted, each event once")
    func overlaps() throws {
        let memory = ForeignMemory(pages: 64, advice: 15)
        memory.fill(1)
        let pages = try Batch()
        pages.add(memory.pages(8..<32))
        // Its first pages are the other's too.
        pages.add(memory.pages(0..<40))
        memory.advise(8..<32, MADV_DONTNEED)
        #expect(pages.areExpected())
        memory.advise(0..<8, MADV_DONTNEED)
        // The former has had none of its own since the latter came.
        #expect(pages.areExpected())
        pages.giveUp()
        #expect(pages.unconfirmed == 1)
        #expect(!pages.areExpected())

        pages.begin()
        #expect(pages.unconfirmed == 0)
        pages.add(memory.pages(40..<64))
        pages.add(memory.pages(44..<60))
        memory.advise(44..<60, MADV_DONTNEED)
        // The first has the pages before, and the second none.
        #expect(pages.areExpected())
        memory.advise(40..<64, MADV_DONTNEED)
        #expect(pages.areExpected())
        pages.giveUp()
        #expect(pages.unconfirmed == 1)
    }

    @Test("Of files that overlap nothing can be seen")
    func filesThatOverlap() throws {
        let memory = ForeignMemory(pages: 16)
        memory.mapFile()
        memory.fill(1)
        let pages = try Batch()
        pages.add(memory.pages(0..<12))
        pages.add(memory.pages(4..<16))
        memory.advise(0..<16, MADV_DONTNEED)
        #expect(pages.areExpected())
        pages.giveUp()
        #expect(pages.unconfirmed == 2)
    }

    @Test("Three events, of which the second's pages have gone")
    func several() throws {
        let memory = ForeignMemory(pages: 12, advice: 15)
        memory.fill(1)
        let pages = try Batch()
        for first in [0, 4, 8] { pages.add(memory.pages(first..<first + 4)) }
        memory.advise(4..<8, MADV_DONTNEED)
        #expect(pages.areExpected())
        pages.giveUp()
        #expect(pages.unconfirmed == 2)
    }

    @Test("What one has begun to take away is no witness of another, nor is what was there no more")
    func overlapsLater() throws {
        let memory = ForeignMemory(pages: 32, advice: 15)
        memory.fill(1)
        let pages = try Batch()
        pages.add(memory.pages(0..<16))
        memory.advise(0..<1, MADV_DONTNEED)
        // Begun; its thread is still at it when the next event comes.
        #expect(pages.look(isChanging: true) == .there)
        pages.add(memory.pages(4..<12))
        memory.advise(1..<16, MADV_DONTNEED)
        #expect(pages.look() == .there)
        pages.giveUp()
        #expect(pages.unconfirmed == 1)

        pages.begin()
        pages.add(memory.pages(16..<24))
        // Of this one nothing is left when its event has been read; it may have been the other's thread.
        memory.advise(16..<24, MADV_DONTNEED)
        #expect(pages.look(isChanging: true) == .there)
        pages.add(memory.pages(16..<24))
        #expect(pages.look() == .there)
        pages.giveUp()
        #expect(pages.unconfirmed == 1)
    }

    @Test(
        "Pages that were unmapped, as an event tells that comes later, show nothing of a removal",
        arguments: [false, true]
    )
    func unmapped(ofFile: Bool) throws {
        let memory = ForeignMemory(pages: 32, advice: 15)
        if ofFile { memory.mapFile() }
        memory.fill(1)
        let pages = try Batch()
        pages.add(memory.pages(0..<16))
        memory.unmap(0..<16)
        #expect(pages.look(isChanging: true) == .there)
        pages.addUnmapping(memory.pages(0..<16))
        #expect(pages.look() == .there)
        pages.giveUp()
        #expect(pages.unconfirmed == 1)
    }

    @Test("Who gives up while events are to come counts what was seen as not seen")
    func notFinal() throws {
        let memory = ForeignMemory(pages: 8, advice: 15)
        memory.fill(1)
        let pages = try Batch()
        pages.add(memory.range)
        memory.advise(0..<8, MADV_DONTNEED)
        #expect(pages.look(isChanging: true) == .there)
        pages.giveUp()
        #expect(pages.unconfirmed == 1)
    }

    @Test("While pages of a file go, it is seen that they do")
    func going() throws {
        let memory = ForeignMemory(pages: 32)
        memory.mapFile()
        memory.fill(1)
        let pages = try Batch()
        pages.add(memory.range)
        #expect(pages.look() == .there)
        memory.advise(0..<16, MADV_DONTNEED)
        #expect(pages.look() == .going)
        #expect(pages.look() == .begun)
        memory.advise(16..<32, MADV_DONTNEED)
        #expect(pages.look() == .gone)
        pages.giveUp()
        #expect(pages.unconfirmed == 0)
    }
}
