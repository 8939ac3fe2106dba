// A reference cannot leave its section in a variable or in a closure either.
import ReadCopyUpdate
import Synchronization

func keepsInVariable(_ pointer: RCUPointer<Int>) -> Int {
    #if REFUSED
    var kept: RCUReference<Int>?  // expect-error: 'kept' escapes its scope
    RCU.read { section in kept = section[pointer] }
    return kept?.pointee ?? 0
    #else
    var kept: Int?
    RCU.read { section in kept = section[pointer].pointee }
    return kept ?? 0
    #endif
}

func keepsOptionalInVariable(_ pointer: RCUPointer<Int>) -> Int {
    #if REFUSED
    var kept: RCUReference<Int>?  // expect-error: 'kept' escapes its scope
    RCU.read { section in kept = section.load(pointer) }
    return kept?.pointee ?? 0
    #else
    var kept: Int?
    RCU.read { section in kept = section.load(pointer)?.pointee }
    return kept ?? 0
    #endif
}

final class Node {
    let value = 0
    let next = Atomic<UnsafeMutablePointer<Node>?>(nil)
}

func keepsLink(of node: Node) -> Int {
    #if REFUSED
    var kept: RCUReference<Node>?  // expect-error: 'kept' escapes its scope
    RCU.read { section in kept = section.load(node.next) }
    return kept?.pointee.value ?? 0
    #else
    RCU.read { section in
        guard let next = section.load(node.next) else { return 0 }
        return next.pointee.value
    }
    #endif
}

func keepsFromInnerSection(_ pointer: RCUPointer<Int>) -> Int {
    RCU.read { outer in
        #if REFUSED
        var kept: RCUReference<Int>?  // expect-error: 'kept' escapes its scope
        RCU.read { inner in kept = inner[pointer] }
        return kept?.pointee ?? 0
        #else
        let kept = outer[pointer]
        return RCU.read { inner in inner[pointer].pointee + kept.pointee }
        #endif
    }
}

func returnsInClosure(_ pointer: RCUPointer<Int>) -> () -> Int {
    RCU.read { section in
        #if REFUSED
        let reference = section[pointer]  // expect-error: 'reference' escapes its scope
        return { reference.pointee }
        #else
        let value = section[pointer].pointee
        return { value }
        #endif
    }
}

func later(_ body: @escaping () -> Int) {}

func now(_ body: () -> Int) -> Int { body() }

func handsToEscapingClosure(_ pointer: RCUPointer<Int>) {
    RCU.read { section in
        let reference = section[pointer]  // expect-error: 'reference' escapes its scope
        #if REFUSED
        later { reference.pointee }
        #else
        _ = now { reference.pointee }
        #endif
    }
}

func startsTask(_ pointer: RCUPointer<Int>) {
    RCU.read { section in
        #if REFUSED
        let reference = section[pointer]  // expect-error: 'reference' escapes its scope
        _ = Task { reference.pointee }  // expect-error: passing closure as a 'sending' parameter
        #else
        let value = section[pointer].pointee
        _ = Task { value }
        #endif
    }
}
