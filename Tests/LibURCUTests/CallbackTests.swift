import CLiburcu
import LibURCU
import ReadCopyUpdate
import TestThreads
import Testing

extension LibURCUTests {
    /// `call_rcu`, and what waits for it.
    @Suite
    struct Callbacks {
        @Test(arguments: TestedFlavor.available)
        func aCallbackRunsAfterTheSectionsThatWereOpen(_ flavor: TestedFlavor) {
            let hasWaited = Self.callbackSawReaderLeave(flavor.type)
            #expect(hasWaited)
        }

        @Test(arguments: TestedFlavor.available)
        func theBarrierReturnsAfterAllCallbacks(_ flavor: TestedFlavor) {
            let ran = SharedCounter()
            func run<F: LibURCUFlavor>(_: F.Type) {
                let caller: @Sendable () -> Void = {
                    F.registered {
                        for _ in 0..<500 { Callback.call(F.self) { ran.increment() } }
                    }
                }
                onThreads([caller, caller])
                F.reclaim()
            }
            run(flavor.type)
            #expect(ran.count == 1000)
        }

        @Test
        func callbacksOfOneThreadRunInOrder() {
            let order = Results<Int>()
            for number in 0..<1000 { Callback.call(RCU.self) { order.append(number) } }
            RCU.reclaim()
            #expect(order.all == Array(0..<1000))
        }

        @Test
        func deferredCallsOfRCURun() {
            let ran = SharedCounter()
            RCU.flavorStruct.pointee.update_defer_rcu(
                { Unmanaged<SharedCounter>.fromOpaque($0!).takeRetainedValue().increment() },
                Unmanaged.passRetained(ran).toOpaque()
            )
            RCU.reclaim()
            #expect(ran.count == 1)
        }

        private static func callbackSawReaderLeave<F: LibURCUFlavor>(_: F.Type) -> Bool {
            let isOpen = Latch()
            let isCalled = Latch()
            let isLeaving = Latch()
            let hasRun = Latch()
            let sawReaderLeave = Latch()
            onThreads([
                {
                    F.registered {
                        F.readLock()
                        isOpen.open()
                        isCalled.wait()
                        hasRun.linger()
                        isLeaving.open()
                        F.readUnlock()
                        F.quiescentState()
                    }
                },
                {
                    F.registered {
                        isOpen.wait()
                        Callback.call(F.self) {
                            if isLeaving.isOpen { sawReaderLeave.open() }
                            hasRun.open()
                        }
                        isCalled.open()
                    }
                    F.reclaim()
                },
            ])
            return sawReaderLeave.isOpen
        }
    }
}
