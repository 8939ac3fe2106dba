import BenchmarkKit
import BlockAllocator
import Glibc

/// Memory under a policy, nothing of which was touched yet; given back when the value goes.
protocol BenchmarkedMemory: ~Copyable {
    init(bytes: Int, policy: PagePolicy)
    var bytes: UnsafeMutableRawBufferPointer { get }
    /// How much of it huge pages back now, as the kernel tells it; nil where it does not.
    var hugeBytes: Int? { get }
}

/// Memory straight from mmap(2).
struct MappedMemory: BenchmarkedMemory, ~Copyable {
    let bytes: UnsafeMutableRawBufferPointer
    private let mapping: UnsafeMutableRawBufferPointer

    init(bytes count: Int, policy: PagePolicy) {
        let unit = 2 << 20
        // Room to align: a huge page lies on a multiple of its size.
        let length = count + unit
        let mapped = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let mapped, mapped != MAP_FAILED else {
            BenchmarkAbort.abort(
                "rcu-bench: hugepages: mmap of \(length) bytes: \(String(cString: strerror(errno)))",
                status: .systemError
            )
        }
        mapping = UnsafeMutableRawBufferPointer(start: mapped, count: length)
        bytes = UnsafeMutableRawBufferPointer(start: mapped.alignedUp(toMultipleOf: unit), count: count)
        // A kernel without huge pages refuses; what the memory is backed by is asked afterwards.
        _ = madvise(bytes.baseAddress, count, policy == .huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE)
    }

    deinit {
        munmap(mapping.baseAddress, mapping.count)
    }

    var hugeBytes: Int? { HugeBacking(of: UnsafeRawBufferPointer(bytes))?.hugeBytes }
}
