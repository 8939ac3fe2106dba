import TestThreads
import Testing

@testable import Notifiers

@Suite("Whether memory was used through a second mapping")
struct MemoryYoungTests {
    @Test("Each subscriber is asked to forget, whatever the others say")
    func questions() throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        #expect(!notifiers.clearFlushYoung(0..<10) && !notifiers.clearYoung(0..<10) && !notifiers.testYoung(0..<10))
        try blockingOrThrowing { () throws in
            let operations = { @Sendable (name: String, isYoung: Bool) in
                MemoryOperations(
                    clearFlushYoung: { range in
                        log.note("\(name)f\(range.lowerBound)")
                        return isYoung
                    },
                    clearYoung: { range in
                        log.note("\(name)c\(range.lowerBound)")
                        return isYoung
                    },
                    testYoung: { range in
                        log.note("\(name)t\(range.lowerBound)")
                        return isYoung
                    }
                )
            }
            let old = try notifiers.register(operations("o", false))
            #expect(!notifiers.clearFlushYoung(0..<10) && !notifiers.clearYoung(0..<10) && !notifiers.testYoung(0..<10))
            #expect(log.take() == ["of0", "oc0", "ot0"])
            let young = try notifiers.register(operations("y", true))
            let last = try notifiers.register(operations("l", false))
            let mute = try notifiers.register(MemoryOperations())
            #expect(notifiers.clearFlushYoung(5..<10))
            #expect(notifiers.clearYoung(6..<10))
            #expect(notifiers.testYoung(7..<10))
            #expect(log.take() == ["of5", "yf5", "lf5", "oc6", "yc6", "lc6", "ot7", "yt7"])
            old.unregister()
            young.unregister()
            last.unregister()
            mute.unregister()
        }
    }
}
