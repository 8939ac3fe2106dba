// What a section hands out has no type that could be returned, put into a container, or handed to code that keeps it.
import ReadCopyUpdate

func returnsReference(of pointer: RCUPointer<Int>) -> Int {
    #if REFUSED
    let reference = RCU.read { section in return section[pointer] }  // expect-error: conform to 'Escapable'
    return reference.pointee
    #else
    let value = RCU.read { section in return section[pointer].pointee }
    return value
    #endif
}

func returnsOptionalReference(of pointer: RCUPointer<Int>) -> Bool {
    #if REFUSED
    let reference = RCU.read { section in return section.load(pointer) }  // expect-error: conform to 'Escapable'
    return reference != nil
    #else
    let value = RCU.read { section in return section.load(pointer)?.pointee }
    return value != nil
    #endif
}

func returnsSection(with pointer: RCUPointer<Int>) -> Int {
    #if REFUSED
    let kept = RCU.read { section in return section }  // expect-error: conform to 'Escapable'
    return kept[pointer].pointee
    #else
    RCU.read { section in
        // A name for the section would consume it; a borrow of it may be passed on.
        follow(pointer, in: section)
    }
    #endif
}

func follow(_ pointer: RCUPointer<Int>, in section: borrowing ReadSection) -> Int {
    section[pointer].pointee
}

func erases(_ pointer: RCUPointer<Int>) -> [Any] {
    RCU.read { section in
        #if REFUSED
        let found: [Any] = [section[pointer]]  // expect-error: 'RCUReference<Int>' to expected element type 'Any'
        #else
        let found: [Any] = [section[pointer].pointee]
        #endif
        return found
    }
}

func collects(_ pointer: RCUPointer<Int>) -> Int {
    RCU.read { section in
        #if REFUSED
        let found = [section[pointer]]  // expect-error: conform to 'Escapable'
        #else
        let found = [section[pointer].pointee]
        #endif
        return found.count
    }
}

final class Cache {
    var value: Any?
}

func stores(_ pointer: RCUPointer<Int>, in cache: Cache) {
    RCU.read { section in
        #if REFUSED
        cache.value = section[pointer]  // expect-error: 'RCUReference<Int>' to type 'Any?'
        #else
        cache.value = section[pointer].pointee
        #endif
    }
}

func keep<Value>(_ value: Value) {}

func passes(_ pointer: RCUPointer<Int>) {
    RCU.read { section in
        #if REFUSED
        keep(section[pointer])  // expect-error: conform to 'Escapable'
        #else
        keep(section[pointer].pointee)
        #endif
    }
}

func send<Value: Sendable & ~Copyable & ~Escapable>(_ value: borrowing Value) {}

func sends(_ pointer: RCUPointer<Int>) {
    RCU.read { section in
        #if REFUSED
        send(section[pointer])  // expect-error: does not conform to the 'Sendable' protocol
        send(section)  // expect-error: does not conform to the 'Sendable' protocol
        #else
        send(section[pointer].pointee)
        #endif
    }
}
