import ReadCopyUpdate
import TestThreads
import Testing

@Suite("Read sections")
struct ReadSectionTests {
    private struct Refused: Error, Equatable { let code: Int }

    private struct Token: ~Copyable { let number: Int }

    @Test("A section is open in its closure and closed after it")
    func openAndClosed() {
        #expect(!RCU.isInReadSection)
        RCU.read { _ in #expect(RCU.isInReadSection) }
        #expect(!RCU.isInReadSection)
    }

    @Test("The end of a nested section leaves the outer one open")
    func nesting() {
        RCU.read { _ in
            RCU.read { _ in RCU.read { _ in } }
            #expect(RCU.isInReadSection)
        }
        #expect(!RCU.isInReadSection)
    }

    @Test("An error passes through with its type, and closes the section")
    func typedError() {
        let refused = #expect(throws: Refused.self) {
            try RCU.read { _ throws(Refused) in throw Refused(code: 7) }
        }
        #expect(refused == Refused(code: 7))
        #expect(!RCU.isInReadSection)
    }

    @Test("A noncopyable result can be returned")
    func noncopyableResult() {
        let token = RCU.read { _ in Token(number: 5) }
        #expect(token.number == 5)
    }

    @Test("Unpaired sections nest, with closures too, and end with the last")
    func unpaired() {
        RCU.readLock()
        RCU.readLock()
        RCU.read { _ in }
        RCU.readUnlock()
        #expect(RCU.isInReadSection)
        RCU.readUnlock()
        #expect(!RCU.isInReadSection)
        RCU.read { _ in
            RCU.readLock()
            RCU.readUnlock()
            #expect(RCU.isInReadSection, "an unpaired section inside a closure ended the closure's")
        }
        #expect(!RCU.isInReadSection)
    }

    @Test("readUnlock() without readLock() traps with a message")
    func unbalanced() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            RCU.read { _ in RCU.readUnlock() }
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("without a readLock()"))
    }

    @Test("Following a nil pointer with the subscript ends the process; load gives nil")
    func nilPointer() async {
        let pointer = RCUPointer<Int>(nil)
        #expect(RCU.read { section in section.load(pointer)?.pointee } == nil)
        await #expect(processExitsWith: .failure) {
            let pointer = RCUPointer<Int>(nil)
            _ = RCU.read { section in section[pointer].pointee }
        }
    }
}
