internal import CMembarrier

extension AllocatorCore {
    /// The queue of the processor that runs the caller: a hint.
    var currentQueue: CPUQueue {
        let processor = Int(cmembarrier_processor())
        return (0..<queueCount).contains(processor) ? queue(processor) : queueOfUnknownProcessor
    }

    /// Where rseq(2) tells nothing, or a number beyond those that the system said there are.
    var queueOfUnknownProcessor: CPUQueue {
        queue(max(0, Int(cmembarrier_getcpu())) % queueCount)
    }
}
