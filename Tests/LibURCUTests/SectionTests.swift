import CLiburcu
import Glibc
import LibURCU
import ReadCopyUpdate
import TestThreads
import Testing

extension LibURCUTests {
    /// What a flavor promises of one reader and one writer.
    @Suite
    struct Sections {
        @Test(arguments: TestedFlavor.available)
        func synchronizeWaitsForAnOpenSection(_ flavor: TestedFlavor) {
            let hasWaited = Self.writerSawReaderLeave(flavor.type, isNested: false)
            #expect(hasWaited)
        }

        @Test(arguments: TestedFlavor.available)
        func synchronizeWaitsForTheOuterOfTwoSections(_ flavor: TestedFlavor) {
            let hasWaited = Self.writerSawReaderLeave(flavor.type, isNested: true)
            #expect(hasWaited)
        }

        @Test(arguments: TestedFlavor.available)
        func synchronizeWaitsForNobodyWhenAllSectionsAreClosed(_ flavor: TestedFlavor) {
            func run<F: LibURCUFlavor>(_: F.Type) -> Bool {
                let hasReturned = Latch()
                let thread = TestThread {
                    F.registered {
                        F.read {}
                        F.quiescentState()
                        F.synchronize()
                    }
                    hasReturned.open()
                }
                return thread.join(within: 10) && hasReturned.isOpen
            }
            let hasReturned = run(flavor.type)
            #expect(hasReturned)
        }

        @Test(arguments: TestedFlavor.available)
        func theTableOfFunctionsSpeaksOfTheSameSections(_ flavor: TestedFlavor) {
            func run<F: LibURCUFlavor>(_: F.Type) -> [Bool] {
                let table = F.flavorStruct
                let ongoing = Results<Bool>()
                onThreads([
                    {
                        F.registered {
                            func look() { ongoing.append(F.flavorStruct.pointee.read_ongoing() != 0) }
                            look()
                            F.readLock()
                            look()
                            F.flavorStruct.pointee.read_lock()
                            F.readUnlock()
                            look()
                            F.flavorStruct.pointee.read_unlock()
                            look()
                        }
                    }
                ])
                #expect(table == F.flavorStruct)
                return ongoing.all
            }
            // Under QSBR a thread is in a section whenever it is online.
            let ongoing = run(flavor.type)
            #expect(ongoing == [flavor == .qsbr, true, true, flavor == .qsbr])
        }

        @Test(arguments: TestedFlavor.available)
        func readReturnsAndThrowsWithTheSectionClosed(_ flavor: TestedFlavor) {
            struct Refusal: Error, Equatable {}
            func run<F: LibURCUFlavor>(_: F.Type) {
                let results = Results<Result<Int, Refusal>>()
                onThreads([
                    {
                        F.registered {
                            results.append(.success(F.read { 5 }))
                            results.append(
                                Result { () throws(Refusal) -> Int in
                                    try F.read { () throws(Refusal) -> Int in throw Refusal() }
                                }
                            )
                            // Ends only if both sections are closed.
                            F.quiescentState()
                            F.synchronize()
                        }
                    }
                ])
                #expect(results.all == [.success(5), .failure(Refusal())])
            }
            run(flavor.type)
        }

        @Test
        func anOfflineThreadHoldsNobodyUp() {
            let isOffline = Latch()
            let mayEnd = Latch()
            let reader = TestThread {
                QSBR.registered {
                    QSBR.threadOffline()
                    isOffline.open()
                    mayEnd.wait()
                    QSBR.threadOnline()
                }
            }
            let writer = TestThread {
                isOffline.wait()
                QSBR.synchronize()
            }
            #expect(writer.join(within: 60))
            mayEnd.open()
            reader.join()
        }

        @Test(.enabled(if: TestedFlavor.available.contains(.signal)))
        func aReaderOfTheSignalFlavorMayHaveBlockedAllSignals() throws {
            let isOpen = Latch()
            let mayEnd = Latch()
            let reader = TestThread {
                var all = sigset_t()
                sigfillset(&all)
                pthread_sigmask(SIG_SETMASK, &all, nil)
                Signal.registered {
                    isOpen.open()
                    mayEnd.wait()
                }
            }
            let writer = TestThread {
                isOpen.wait()
                Signal.synchronize()
            }
            try #require(writer.join(within: 60))
            mayEnd.open()
            reader.join()
        }

        @Test
        func namesAreThoseOfTheBenchmark() {
            #expect(
                TestedFlavor.allCases.map { $0.type.name } == [
                    "liburcu-memb-dynamic", "liburcu-memb", "liburcu-mb", "liburcu-signal", "liburcu-bp",
                    "liburcu-qsbr", "rcu",
                ]
            )
        }

        /// Opens a section, which contains others if `isNested`, and calls synchronize meanwhile; returns whether it
        /// returned only when the reader had announced that it would leave. A writer that does not wait returns while
        /// the reader lingers.
        private static func writerSawReaderLeave<F: LibURCUFlavor>(
            _: F.Type,
            isNested: Bool
        ) -> Bool {
            let isOpen = Latch()
            let isCalled = Latch()
            let isLeaving = Latch()
            let hasReturned = Latch()
            let sawReaderLeave = Latch()
            onThreads([
                {
                    F.registered {
                        F.readLock()
                        isOpen.open()
                        isCalled.wait()
                        hasReturned.linger { if isNested { F.read {} } }
                        isLeaving.open()
                        F.readUnlock()
                        F.quiescentState()
                    }
                },
                {
                    F.registered {
                        isOpen.wait()
                        isCalled.open()
                        F.synchronize()
                        if isLeaving.isOpen { sawReaderLeave.open() }
                        hasReturned.open()
                    }
                },
            ])
            return sawReaderLeave.isOpen
        }
    }
}
