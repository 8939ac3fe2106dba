import AsymmetricFences
import Glibc
import Synchronization
import TestThreads

@testable import Notifiers

/// Pages that are mapped on demand and taken away in every way there is, and second mappings of them: cached pointers. A use of one that is
/// stale is a SIGSEGV, or finds the wrong bytes, and ends the process.
final class SecondMappings: Sendable {
    /// What is done wrong on purpose.
    enum Mistake: Sendable {
        case none
        /// What was looked up is installed without the question whether anything came between.
        case noRetry
        /// An invalidation is never ended.
        case forgottenEnd
    }

    static let pageBytes = 4096
    static let pageCount = 8

    /// A second mapping: where the page is, and what its first word was.
    struct Mapping: Sendable {
        var address: UInt
        var tag: UInt64
    }

    let notifiers: MemoryNotifiers
    private let base: UInt
    /// For each page, under the page's lock, the tag of what is mapped; 0: nothing is.
    private let pages: [Page]
    private let nextTag = Atomic<UInt64>(1)
    private let subscriptions: [SharedInterval<Mapping?>]
    let uses = SharedCounter()
    let installations = SharedCounter()
    let stop = Latch()

    init(_ configuration: MemoryNotifiers.Configuration = .init()) throws {
        let bytes = Self.pageBytes * Self.pageCount
        guard let memory = mmap(nil, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
            memory != MAP_FAILED
        else { fatalError("no addresses: errno \(errno)") }
        let base = UInt(bitPattern: memory)
        self.base = base
        let notifiers = MemoryNotifiers(configuration)
        self.notifiers = notifiers
        pages = (0..<Self.pageCount).map { _ in Page() }
        subscriptions = try (0..<Self.pageCount).map { page in
            let first = base + UInt(page * Self.pageBytes)
            return try SharedInterval(first..<first + UInt(Self.pageBytes), in: notifiers, state: nil) { mapping, _ in
                mapping = nil
            }
        }
    }

    deinit { munmap(UnsafeMutableRawPointer(bitPattern: base), Self.pageBytes * Self.pageCount) }

    func addresses(_ pages: Range<Int>) -> Range<UInt> {
        base + UInt(pages.lowerBound * Self.pageBytes)..<base + UInt(pages.upperBound * Self.pageBytes)
    }

    /// The page's fault: maps it if it is not, and tells where it is and what is in it. Then dawdles.
    func lookUp(_ page: Int, _ random: inout SplitMix) -> Mapping {
        let address = addresses(page..<page + 1).lowerBound
        let tag = pages[page].withLock { tag in
            if tag == 0 {
                let memory = mmap(
                    UnsafeMutableRawPointer(bitPattern: address),
                    Self.pageBytes,
                    PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
                    -1,
                    0
                )
                guard let memory, memory != MAP_FAILED else { fatalError("mmap: errno \(errno)") }
                tag = nextTag.wrappingAdd(1, ordering: .relaxed).newValue
                memory.storeBytes(of: tag, as: UInt64.self)
            }
            return tag
        }
        if random.below(4) == 0 { sched_yield() }
        return Mapping(address: address, tag: tag)
    }

    /// Takes some pages away, twice, so that what is faulted in while the range is open goes too; forgets the end once if it is to.
    func takeAway(_ random: inout SplitMix, _ mistake: Mistake) {
        let first = Int(random.below(UInt(Self.pageCount)))
        let range = first..<min(Self.pageCount, first + 1 + Int(random.below(3)))
        let what = MemoryInvalidation(addresses: addresses(range), event: .unmap, owner: MemoryOwner("stress"))
        let open: OpenInvalidation
        if random.below(3) == 0 {
            guard let accepted = notifiers.startWithoutBlocking(what) else { return }
            open = accepted
        } else {
            open = notifiers.start(what)
        }
        for _ in 0..<2 {
            for page in range { zap(page, Int(random.below(4))) }
            if random.below(2) == 0 { sched_yield() }
        }
        if mistake == .forgottenEnd {
            _ = Unmanaged.passRetained(Handover(open))
        } else {
            open.end()
        }
    }

    private func zap(_ page: Int, _ kind: Int) {
        let address = UnsafeMutableRawPointer(bitPattern: addresses(page..<page + 1).lowerBound)
        pages[page].withLock { tag in
            guard tag != 0 else { return }
            tag = 0
            let result: CInt
            switch kind {
            case 0: result = madvise(address, Self.pageBytes, MADV_DONTNEED)
            case 1: result = mprotect(address, Self.pageBytes, PROT_NONE)
            case 2:
                // In one step, so that no other mapping comes to lie there: what munmap does, and what takes its place.
                let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED
                result = mmap(address, Self.pageBytes, PROT_NONE, flags, -1, 0) == MAP_FAILED ? -1 : 0
            default:
                // Somebody else's from now on.
                address?.storeBytes(of: .max, as: UInt64.self)
                result = 0
            }
            guard result == 0 else { fatalError("taking a page away, kind \(kind): errno \(errno)") }
        }
    }

    /// Installs a second mapping if there is none, and uses it: only under the lock, so that whoever takes the page waits for the use.
    func use(_ page: Int, _ random: inout SplitMix, _ mistake: Mistake) throws(MemoryRetryError<Never>) {
        let shared = subscriptions[page]
        if shared.subscription.withLock({ Self.check($0) }) {
            uses.increment()
            return
        }
        if mistake == .noRetry {
            let found = lookUp(page, &random)
            shared.subscription.withLock { $0 = found }
        } else {
            try shared.subscription.withRetry(deadline: .now + .seconds(mistake == .forgottenEnd ? 1 : 240)) {
                lookUp(page, &random)
            } install: { mapping, found in
                mapping = found
            }
        }
        installations.increment()
    }

    /// Whether there is a mapping; ends the process if it is stale.
    private static func check(_ mapping: Mapping?) -> Bool {
        guard let mapping else { return false }
        guard let memory = UnsafeRawPointer(bitPattern: mapping.address) else { fatalError("a null mapping") }
        let tag = memory.load(as: UInt64.self)
        if tag != mapping.tag { fatalError("stale: found \(tag); expected \(mapping.tag)") }
        return true
    }

    /// Runs two who take away and three who use, for `seconds` or until a user gives up. Returns why, if one did.
    func run(_ mistake: Mistake, seconds: Double) -> String? {
        let failure = Handover<String>()
        let takers = (0..<2).map { number in
            TestThread { [self] in
                var random = SplitMix(UInt64(number) + 1)
                while !stop.isOpen {
                    takeAway(&random, mistake)
                    // Users must find a time when their page is not taken away, and what they installed a while to be used.
                    sched_yield()
                }
            }
        }
        let users = (0..<3).map { number in
            TestThread { [self] in
                var random = SplitMix(UInt64(number) + 100)
                while !stop.isOpen {
                    do throws(MemoryRetryError<Never>) {
                        try use(Int(random.below(UInt(Self.pageCount))), &random, mistake)
                    } catch {
                        failure.put("\(error)")
                        stop.open()
                    }
                }
            }
        }
        let deadline = monotonicSeconds() + seconds
        while !stop.isOpen, monotonicSeconds() < deadline { restBriefly() }
        stop.open()
        for thread in takers + users { thread.join() }
        return failure.take()
    }
}

/// The tag of a page. Not a `Mutex`, which ThreadSanitizer does not see.
private final class Page: @unchecked Sendable {
    private let lock = FutexLock()
    private var tag: UInt64 = 0

    func withLock<Result>(_ body: (inout UInt64) -> Result) -> Result { lock.withLock { body(&tag) } }
}
