import Synchronization

/// The variables of a litmus test, each 256 bytes from the next: no line and no pair of lines is shared.
///
/// `@unchecked Sendable`: atomics at fixed addresses, freed by ``destroy()`` when both threads have ended.
struct LitmusVariables: @unchecked Sendable {
    private static let spacing = 256
    private static let count = 5

    private let memory: UnsafeMutableRawPointer

    init() {
        memory = .allocate(byteCount: Self.count * Self.spacing, alignment: Self.spacing)
        for index in 0..<Self.count {
            (memory + index * Self.spacing).initializeMemory(as: Atomic<UInt32>.self, to: Atomic(0))
        }
    }

    /// The variables as the left thread sees them.
    var left: LitmusSide {
        LitmusSide(
            ownEarly: variable(0),
            ownLate: variable(1),
            otherEarly: variable(2),
            otherLate: variable(3),
            handOver: variable(4)
        )
    }

    /// The same as the right thread sees them.
    var right: LitmusSide {
        let left = self.left
        return LitmusSide(
            ownEarly: left.otherEarly,
            ownLate: left.otherLate,
            otherEarly: left.ownEarly,
            otherLate: left.ownLate,
            handOver: left.handOver
        )
    }

    /// All zero again, for the next run; whoever starts the run publishes this.
    func reset() {
        for index in 0..<Self.count {
            variable(index).pointee.store(0, ordering: .relaxed)
        }
    }

    func destroy() {
        memory.deallocate()
    }

    private func variable(_ index: Int) -> LitmusSide.Variable {
        (memory + index * Self.spacing).assumingMemoryBound(to: Atomic<UInt32>.self)
    }
}
