import AsymmetricFences
import BenchmarkKit

/// Something that is called again and again, as a type, so that the loop is compiled for each.
protocol NotifierSubject: Sendable {
    /// Ticks that so many calls took. Ends the process if they did not do what they should.
    func time(_ calls: Int) -> UInt64
}

extension NotifierSubject {
    /// The loop that is measured; `body` gets the call's number.
    @inline(__always)
    func loop<Failure: Error>(_ calls: Int, _ body: (Int) throws(Failure) -> Void) throws(Failure) -> UInt64 {
        let began = Ticks.now
        for call in 0..<calls {
            try body(call)
            // Keeps the compiler from looking once for all.
            AsymmetricFence.light()
        }
        return Ticks.now &- began
    }

    /// The calls of subscribers are counted: a loop that the compiler dropped, or a subscriber that nobody called, is no measurement.
    func check(_ called: Int, _ expected: Int) {
        guard called == expected else {
            Self.abort("\(called) calls of subscribers; expected \(expected)")
        }
    }

    /// Ends the process: what is refused here is refused to nobody.
    static func abort(_ reason: some Any) -> Never {
        BenchmarkAbort.abort("rcu-bench: notifiers: \(Self.self): \(reason)", status: .software)
    }
}
