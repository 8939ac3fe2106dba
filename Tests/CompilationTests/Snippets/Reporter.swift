// A quiescent state says that no reference is held: not while one may be, and not by two.
import ReadCopyUpdate

func reportsInsideRead(_ pointer: RCUPointer<Int>) -> Int {
    var reporter = RCU.QuiescentStateReporter()
    #if REFUSED
    return reporter.read { section in
        reporter.quiescentState()  // expect-error: overlapping accesses to 'reporter'
        return section[pointer].pointee
    }
    #else
    let value = reporter.read { section in section[pointer].pointee }
    reporter.quiescentState()
    return value
    #endif
}

func goesOfflineInsideRead(_ pointer: RCUPointer<Int>) -> Int {
    var reporter = RCU.QuiescentStateReporter()
    #if REFUSED
    return reporter.read { section in
        reporter.whileOffline {}  // expect-error: overlapping accesses to 'reporter'
        return section[pointer].pointee
    }
    #else
    let value = reporter.read { section in section[pointer].pointee }
    reporter.whileOffline {}
    return value
    #endif
}

func readsWhileOffline(_ pointer: RCUPointer<Int>) -> Int {
    var reporter = RCU.QuiescentStateReporter()
    #if REFUSED
    return reporter.whileOffline {  // expect-error: overlapping accesses to 'reporter'
        reporter.read { section in section[pointer].pointee }
    }
    #else
    return reporter.whileOffline {
        RCU.read { section in section[pointer].pointee }
    }
    #endif
}

func keepsReferencePastQuiescentState(_ pointer: RCUPointer<Int>) -> Int {
    var reporter = RCU.QuiescentStateReporter()
    #if REFUSED
    var kept: RCUReference<Int>?  // expect-error: 'kept' escapes its scope
    reporter.read { section in kept = section[pointer] }
    reporter.quiescentState()
    return kept?.pointee ?? 0
    #else
    var kept: Int?
    reporter.read { section in kept = section[pointer].pointee }
    reporter.quiescentState()
    return kept ?? 0
    #endif
}

func copiesReporter() {
    let reporter = RCU.QuiescentStateReporter()  // expect-error: 'reporter' used after consume
    let moved = reporter
    #if REFUSED
    reporter.read { _ in }
    #endif
    moved.read { _ in }
}
