// A section belongs to a thread, which a task may leave at each `await`; its closure is synchronous.
import ReadCopyUpdate

func next() async -> Int { 0 }

func awaitsInSection(_ pointer: RCUPointer<Int>) async -> Int {
    #if REFUSED
    await RCU.read { section in  // expect-error: expecting synchronous function
        await next() + section[pointer].pointee
    }
    #else
    let number = await next()
    return RCU.read { section in number + section[pointer].pointee }
    #endif
}

func awaitsInBox(_ box: RCUBox<Int>) async -> Int {
    #if REFUSED
    await box.read { value in await next() + value }  // expect-error: expecting synchronous function
    #else
    let number = await next()
    return box.read { value in number + value }
    #endif
}

func awaitsInVersion(of box: RCUBox<Int>) async -> Int {
    #if REFUSED
    await box.readVersion { value, _ in await next() + value }  // expect-error: expecting synchronous function
    #else
    let number = await next()
    return box.readVersion { value, _ in number + value }
    #endif
}

/// A writer is in no section: its closure may await.
func awaitsInUpdate(_ box: RCUBox<Int>) async {
    await box.update { value in await next() + value }
}

func letsInSection(_ pointer: RCUPointer<Int>) async -> Int {
    #if REFUSED
    RCU.read { section in  // expect-error: expecting synchronous function
        async let number = next()
        return section[pointer].pointee
    }
    #else
    async let number = next()
    let value = RCU.read { section in section[pointer].pointee }
    return await number + value
    #endif
}

#if REFUSED
typealias Visitor = (borrowing ReadSection) async -> Int
typealias ValueVisitor = (borrowing Int) async -> Int
#else
typealias Visitor = (borrowing ReadSection) -> Int
typealias ValueVisitor = (borrowing Int) -> Int
#endif

func passesVisitor(_ visitor: Visitor) async -> Int {
    RCU.read(visitor)  // expect-error: expecting synchronous function
}

func passesVisitor(_ visitor: ValueVisitor, to box: RCUBox<Int>) async -> Int {
    box.read(visitor)  // expect-error: expecting synchronous function
}
