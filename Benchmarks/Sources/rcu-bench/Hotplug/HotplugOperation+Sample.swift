import BenchmarkKit

extension HotplugOperation {
    /// Runs one block beside so many workers. Each makes its workers, and ends them.
    func sample(workers: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        switch self {
        case .bringUp: WorkerLifeSampler.bringUp(workers, block, into: &latencies)
        case .tearDown: WorkerLifeSampler.tearDown(workers, block, into: &latencies)
        case .pthreadCreate: ThreadLifeSampler.create(workers, block, into: &latencies)
        case .pthreadJoin: ThreadLifeSampler.join(workers, block, into: &latencies)
        case .roundTrip: MessageSampler.roundTrip(workers, block, into: &latencies)
        case .awakeRoundTrip: MessageSampler.awakeRoundTrip(workers, block, into: &latencies)
        case .runAndWait: MessageSampler.runAndWait(workers, block, into: &latencies)
        case .runAndAwait: MessageSampler.runAndAwait(workers, block, into: &latencies)
        case .broadcast: MessageSampler.broadcast(workers, block, into: &latencies)
        case .dispatchRoundTrip: DispatchSampler.roundTrip(workers, block, into: &latencies)
        case .dispatchBroadcast: DispatchSampler.broadcast(workers, block, into: &latencies)
        case .nioRoundTrip: EventLoopSampler.roundTrip(workers, block, into: &latencies)
        case .nioBroadcast: EventLoopSampler.broadcast(workers, block, into: &latencies)
        case .semaphoreRoundTrip: EchoSampler.roundTrip(workers, block, into: &latencies)
        }
    }
}
