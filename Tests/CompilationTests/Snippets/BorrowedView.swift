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
