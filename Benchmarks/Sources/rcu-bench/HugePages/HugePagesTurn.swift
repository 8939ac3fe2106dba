import BenchmarkKit
import Glibc

/// One run of all phases over memory of one policy.
struct HugePagesTurn {
    /// Nanoseconds, in the order of the phases.
    private(set) var nanoseconds: [UInt64] = []
    /// Bytes that huge pages backed when all of the memory had been touched; nil where the kernel does not tell.
    private(set) var hugeBytes: Int?

    private static let pageBytes = 4096
    private static let randomStores = 5_000_000
    private static let randomBytes = 1 << 30

    init(bytes count: Int, policy: PagePolicy) {
        let memory = BenchmarkedMemory(bytes: count, policy: policy)
        for phase in HugePagePhase.allCases {
            let began = MonotonicTime.now.nanoseconds
            Self.run(phase, over: memory)
            nanoseconds.append(MonotonicTime.now.nanoseconds - began)
            if phase == .memsetPageFault { hugeBytes = memory.hugeBytes }
        }
    }

    /// The first phase alone.
    static func fault(bytes: Int, policy: PagePolicy) {
        run(.memsetPageFault, over: BenchmarkedMemory(bytes: bytes, policy: policy))
    }

    /// The borrow keeps the memory mapped until the phase has ended.
    private static func run(_ phase: HugePagePhase, over memory: borrowing BenchmarkedMemory) {
        let bytes = memory.bytes
        switch phase {
        case .memsetPageFault, .memsetTLBMiss, .memsetSecondTLBMiss: clear(bytes)
        case .strideTLBMiss, .strideSecondTLBMiss: stride(over: bytes)
        case .reallyRandomAccess: storeAtRandom(in: bytes)
        }
    }

    // Out of line, and the memory is known to others: what is stored might be read by the next call, so nothing is dropped.

    @inline(never)
    private static func clear(_ bytes: UnsafeMutableRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        memset(base, 0, bytes.count)
    }

    @inline(never)
    private static func stride(over bytes: UnsafeMutableRawBufferPointer) {
        guard var next = bytes.baseAddress else { return }
        let end = next + bytes.count
        while next < end {
            next.storeBytes(of: 0, as: UInt8.self)
            next += pageBytes
        }
    }

    /// Stores to places that a fixed generator draws (splitmix64), over at most 1 GiB.
    ///
    /// To any byte, not to the first of a page: those all fall into the same few sets of the caches, whose conflicts, the same with
    /// huge pages, would hide what the translation costs.
    @inline(never)
    private static func storeAtRandom(in bytes: UnsafeMutableRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        let count = UInt64(min(bytes.count, randomBytes))
        var state: UInt64 = 3
        for _ in 0..<randomStores {
            state &+= 0x9E37_79B9_7F4A_7C15
            var drawn = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            drawn = (drawn ^ (drawn >> 27)) &* 0x94D0_49BB_1331_11EB
            drawn ^= drawn >> 31
            let offset = count.multipliedFullWidth(by: drawn).high
            (base + Int(truncatingIfNeeded: offset)).storeBytes(of: 0, as: UInt8.self)
        }
    }
}
