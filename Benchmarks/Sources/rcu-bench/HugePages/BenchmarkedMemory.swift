import BenchmarkKit
import BlockAllocator

/// Memory of an allocator with this policy, nothing of which was touched yet; back with the system when the value goes.
struct BenchmarkedMemory: ~Copyable {
    let bytes: UnsafeMutableRawBufferPointer
    private let allocator: BlockAllocator

    init(bytes count: Int, policy: PagePolicy) {
        var configuration = BlockAllocator.Configuration()
        configuration.hugePages = policy == .huge ? .always : .never
        configuration.reservationBytes = count
        configuration.poisonOnFree = false
        do {
            allocator = try BlockAllocator(configuration)
            // One large range, aligned to 2 MiB.
            let address = try allocator.allocateAddress(pages: count >> 12)
            bytes = UnsafeMutableRawBufferPointer(start: address, count: count)
        } catch {
            BenchmarkAbort.abort("rcu-bench: hugepages: \(error)", status: .systemError)
        }
    }

    deinit {
        if let address = bytes.baseAddress { allocator.free(address) }
        // Now: the next one's memory shall not have to wait for this one's.
        allocator.flush()
    }

    /// How much of it huge pages back now, as the kernel tells it; nil where it does not.
    var hugeBytes: Int? { HugeBacking(of: UnsafeRawBufferPointer(bytes))?.hugeBytes }
}
