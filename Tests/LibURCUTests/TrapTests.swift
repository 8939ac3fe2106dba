import CLiburcu
import CTestShims
import Glibc
import LibURCU
import ReadCopyUpdate
import TestThreads
import Testing

extension LibURCUTests {
    /// What ends the process, and what must not.
    @Suite
    struct Traps {
        @Test
        func aReaderWithoutFencesRefusesALibraryWithoutMembarrier() async {
            await #expect(processExitsWith: .success) { MembWithoutCheck.registered {} }
            await #expect(processExitsWith: .failure) {
                // As liburcu sets it where the system call is missing.
                let flag = dlsym(nil, "urcu_memb_has_sys_membarrier")
                flag?.storeBytes(of: 0, as: CInt.self)
                MembWithoutCheck.register()
            }
        }

        @Test
        func theBarrierOfRCUInsideASection() async {
            await #expect(processExitsWith: .failure) {
                blocking {
                    RCU.readLock()
                    RCU.reclamationBarrier()
                }
            }
        }

        @Test
        func aQueueAppendedToItself() async {
            await #expect(processExitsWith: .failure) {
                let queue = WaitFreeQueue<Int>()
                queue.append(contentsOf: queue)
            }
        }

        /// The child of a fork has neither the thread that runs callbacks nor the one that resizes tables.
        @Test(.enabled(if: !underThreadSanitizer, "under ThreadSanitizer the child of a fork cannot start threads"))
        func aChildGoesOnWithTablesAndCallbacks() async {
            await #expect(processExitsWith: .success) {
                let arena = CanaryArena(capacity: 20_000)
                var table: LockFreeHashTable<Int, Canary, RCU>? = LockFreeHashTable(initialBuckets: 1)
                func use(_ keys: Range<Int>) {
                    for key in keys { table?.addUnique(Canary(key: key, in: arena), forKey: key) }
                    for key in keys where key % 2 == 0 { table?.remove(forKey: key) }
                }
                use(0..<4000)
                RCU.reclamationBarrier()
                let child = ctestshims_fork()
                if child == 0 {
                    // The only thread left may be one of Dispatch's, which block signals.
                    var none = sigset_t()
                    sigemptyset(&none)
                    pthread_sigmask(SIG_SETMASK, &none, nil)
                    alarm(20)
                }
                use(4000..<8000)
                let isComplete = (0..<8000).allSatisfy { table?.contains($0) == ($0 % 2 == 1) }
                table = nil
                RCU.reclamationBarrier()
                let outcome: CInt = isComplete && arena.live.count == 0 ? 0 : 1
                if child == 0 { _exit(outcome) }
                var status: CInt = 0
                waitpid(child, &status, 0)
                exit(outcome == 0 ? ctestshims_outcome(status) : outcome)
            }
        }

        /// liburcu's resizing thread blocks all signals, and is a reader all the same.
        @Test(.enabled(if: !underThreadSanitizer, "under ThreadSanitizer readers take a signal only in C calls"))
        func readersOfTheSignalStrategyIncludeTheThreadThatResizes() async {
            await #expect(processExitsWith: .success) {
                alarm(20)
                setenv("RCU_FENCE_STRATEGY", "signal", 1)
                let table = LockFreeHashTable<Int, Int, RCU>(initialBuckets: 1)
                for key in 0..<4000 { table.addUnique(key, forKey: key) }
                for _ in 0..<20 { blocking { RCU.synchronize() } }
                table.removeAll()
                for _ in 0..<20 { blocking { RCU.synchronize() } }
            }
        }

        @Test
        func theSignalFlavorIsThereWhereTheManifestFoundIt() {
            #if canImport(CLiburcuSignal)
            #expect(Signal.isAvailable)
            #else
            #expect(!Signal.isAvailable)
            #endif
        }
    }
}
