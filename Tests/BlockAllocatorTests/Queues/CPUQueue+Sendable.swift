@testable import BlockAllocator

/// Tests hand it to threads, beside the allocator that keeps it.
extension CPUQueue: @unchecked Sendable {}
