internal import AsymmetricFences
internal import ReadCopyUpdate
internal import Synchronization

/// The workers of a group: their masks, their mailboxes, their threads. Outlives the group's handle while threads of the library's own use it.
final class WorkerCore: @unchecked Sendable {
    let configuration: WorkerGroup.Configuration
    let online: WorkerMask
    let active: WorkerMask
    /// Also says which threads are this group's.
    let edges: WaitEdges
    let slots: [WorkerSlot]
    let isClosing = Atomic<Bool>(false)
    /// Only for tests, set before the first bring-up: what a new thread does before it says that it is there.
    var beforeReport: (@Sendable (Int) -> Void)?
    private let processors: [Int]

    init(_ configuration: WorkerGroup.Configuration) {
        self.configuration = configuration
        let capacity = configuration.capacity
        require(
            1..<Int(UInt16.max) ~= capacity,
            "a group of \(capacity) workers was asked for; expected 1 to \(UInt16.max - 1)"
        )
        online = WorkerMask(capacity: capacity)
        active = WorkerMask(capacity: capacity)
        edges = WaitEdges(capacity: capacity)
        slots = (0..<capacity).map { _ in WorkerSlot() }
        processors =
            switch configuration.pinning {
            case .none: []
            case .allowed: ProcessorLimits.affinity
            case .processors(let numbers): numbers
            }
    }

    /// The worker of this group that the calling thread is.
    var currentWorker: WorkerThread? {
        guard let current = WorkerThread.current, current.edges === edges else { return nil }
        return current
    }

    func check(_ worker: Int) throws(WorkerError) {
        guard slots.indices.contains(worker) else {
            throw .noSuchWorker(worker: worker, capacity: slots.count)
        }
    }

    /// The mailbox of a worker that was found in a mask, inside the same read section.
    func mailbox(of worker: Int) -> Mailbox {
        let address = slots[worker].address.load(ordering: .acquiring)
        guard let pointer = UnsafeRawPointer(bitPattern: address) else {
            fatalError(
                "worker \(worker) is online and has no mailbox; expected one from before it is online until after it was"
            )
        }
        return Unmanaged<Mailbox>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Puts a message into the mailbox of a worker that was found in a mask, inside the same read section.
    func deliver(_ letter: Letter, to worker: Int) {
        require(
            mailbox(of: worker).push(letter),
            "worker \(worker) is online and its mailbox is closed; expected it open until no sender can see the worker"
        )
    }

    func processor(for worker: Int) -> Int? {
        processors.isEmpty ? nil : processors[worker % processors.count]
    }
}
