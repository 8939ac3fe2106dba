internal import CMembarrier
internal import Synchronization

extension AllocatorCore {
    /// The queue of the processor that runs the caller: a hint.
    var currentQueue: CPUQueue {
        let processor = Int(cmembarrier_processor())
        return (0..<queueCount).contains(processor) ? queue(processor) : queueOfUnknownProcessor
    }

    /// The queue that leans towards the calling thread, if the one that it used last still does.
    func leasedQueue(of me: LeaseHolder) -> CPUQueue? {
        let number = me.lastQueue.pointee ^ names
        guard number < UInt(queueCount) else { return nil }
        let queue = queue(Int(number))
        return queue.lease.pointee.owner.load(ordering: .relaxed) == me.address ? queue : nil
    }

    /// Where rseq(2) tells nothing, or a number beyond those that the system said there are.
    var queueOfUnknownProcessor: CPUQueue {
        queue(max(0, Int(cmembarrier_getcpu())) % queueCount)
    }
}
