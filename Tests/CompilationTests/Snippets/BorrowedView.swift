// A view of a value's memory is as bound to the section as the value.
import ReadCopyUpdate

func returnsSpan(of box: RCUBox<[Int]>) -> Int {
    #if REFUSED
    let span = box.read { values in return values.span }  // expect-error: conform to 'Escapable'
    return span.count
    #else
    let first = box.read { values in
        let span = values.span
        return span[0]
    }
    return first
    #endif
}

struct Table: ~Copyable, Sendable {
    let size = 0
}

/// A snapshot is a copy.
func snapshots(_ box: RCUBox<[Int]>, _ tables: RCUBox<Table>) -> Int {
    #if REFUSED
    let table = tables.snapshot()  // expect-error: requires that 'Table' conform to 'Copyable'
    return table.size
    #else
    let values = box.snapshot()
    return values.count
    #endif
}
