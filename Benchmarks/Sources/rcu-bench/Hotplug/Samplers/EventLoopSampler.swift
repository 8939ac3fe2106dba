import BenchmarkKit
import NIOCore
import NIOPosix

/// SwiftNIO's event loops, a thread each, in the place of workers.
enum EventLoopSampler {
    @inline(never)
    static func roundTrip(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: count)
        let (loops, answer) = (Array(group.makeIterator()), Semaphore())
        var loop = 0
        block.fill(&latencies) {
            let began = Ticks.now
            loops[loop].execute { answer.signal() }
            answer.wait()
            let ended = Ticks.now
            loop = (loop + 1) % count
            return ended &- began
        }
        RunningWorkers.orAbort { try group.syncShutdownGracefully() }
    }

    @inline(never)
    static func broadcast(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: count)
        let (loops, countdown) = (Array(group.makeIterator()), Countdown())
        block.fill(&latencies) {
            countdown.begin(count)
            let began = Ticks.now
            for loop in loops {
                loop.execute { countdown.arrive() }
            }
            countdown.wait()
            return Ticks.now &- began
        }
        RunningWorkers.orAbort { try group.syncShutdownGracefully() }
    }
}
