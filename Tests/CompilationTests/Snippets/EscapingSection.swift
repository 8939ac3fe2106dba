// Nor can the section itself. The closures spell its type: InferredSection.swift says why.
import ReadCopyUpdate

func consumesSection(_ pointer: RCUPointer<Int>) -> Int {
    RCU.read { section in  // expect-error: 'section' is borrowed and cannot be consumed
        #if REFUSED
        let mine = consume section
        return mine[pointer].pointee
        #else
        return section[pointer].pointee
        #endif
    }
}

func usesSectionAfterItsEnd(_ pointer: RCUPointer<Int>) -> Int {
    #if REFUSED
    var kept: ReadSection?
    RCU.read { section in kept = consume section }  // expect-error: 'section' is borrowed and cannot be consumed
    return kept?[pointer].pointee ?? 0
    #else
    RCU.read { section in section[pointer].pointee }
    #endif
}

func later(_ body: @escaping () -> Int) {}

func now(_ body: () -> Int) -> Int { body() }

func handsSectionToEscapingClosure(_ pointer: RCUPointer<Int>) {
    #if REFUSED
    RCU.read { (section: borrowing ReadSection) in  // expect-error: captured by an escaping closure & escapes its scope
        later { section[pointer].pointee }
    }
    #else
    RCU.read { (section: borrowing ReadSection) in
        _ = now { section[pointer].pointee }
    }
    #endif
}

func startsTaskWithSection(_ pointer: RCUPointer<Int>) {
    #if REFUSED
    RCU.read { (section: borrowing ReadSection) in  // expect-error: captured by an escaping closure & escapes its scope
        _ = Task { section[pointer].pointee }  // expect-error: passing closure as a 'sending' parameter
    }
    #else
    RCU.read { (section: borrowing ReadSection) in
        let value = section[pointer].pointee
        _ = Task { value }
    }
    #endif
}
