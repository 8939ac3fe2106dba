// A value that is not copyable stays where it is: a section only lends it.
import ReadCopyUpdate

struct Table: ~Copyable, Sendable {
    let size = 0
    consuming func close() {}
}

func returnsTable(of box: RCUBox<Table>) -> Int {
    #if REFUSED
    let table = box.read { $0 }  // expect-error: '$0' is borrowed and cannot be consumed
    return table.size
    #else
    let size = box.read { $0.size }
    return size
    #endif
}

func returnsTable(of pointer: RCUPointer<Table>) -> Int {
    #if REFUSED
    let table = RCU.read { section in section[pointer].pointee }  // expect-error: cannot be consumed
    return table.size
    #else
    let size = RCU.read { section in section[pointer].pointee.size }
    return size
    #endif
}

func closesTable(of box: RCUBox<Table>) -> Int {
    box.read { table in  // expect-error: 'table' is borrowed and cannot be consumed
        #if REFUSED
        table.close()
        return 0
        #else
        return table.size
        #endif
    }
}

func renamesTable(of box: RCUBox<Table>) -> Int {
    box.read { table in  // expect-error: 'table' is borrowed and cannot be consumed
        #if REFUSED
        let mine = table
        return mine.size
        #else
        let size = table.size
        return size
        #endif
    }
}

func movesTable(of box: RCUBox<Table>) {
    box.update { table in  // expect-error: 'table' is borrowed and cannot be consumed
        #if REFUSED
        return table
        #else
        _ = table.size
        return Table()
        #endif
    }
}

func movesTableSuspending(of box: RCUBox<Table>) async {
    await box.update { table in  // expect-error: 'table' is borrowed and cannot be consumed
        await Task.yield()
        #if REFUSED
        return table
        #else
        _ = table.size
        return Table()
        #endif
    }
}

func returnsTable(versionOf box: RCUBox<Table>) -> Int {
    #if REFUSED
    let table = box.readVersion { table, _ in table }  // expect-error: 'table' is borrowed and cannot be consumed
    return table.size
    #else
    let size = box.readVersion { table, _ in table.size }
    return size
    #endif
}

func later(_ body: @escaping () -> Int) {}

func now(_ body: () -> Int) -> Int { body() }

func handsTableToEscapingClosure(_ box: RCUBox<Table>) {
    box.read { (table: borrowing Table) in  // expect-error: 'table' cannot be captured by an escaping closure
        #if REFUSED
        later { table.size }
        #else
        _ = now { table.size }
        #endif
    }
}

func startsTaskWithTable(_ box: RCUBox<Table>) {
    box.read { (table: borrowing Table) in  // expect-error: 'table' cannot be captured by an escaping closure
        #if REFUSED
        _ = Task { table.size }
        #else
        let size = table.size
        _ = Task { size }
        #endif
    }
}

func startsTaskWithTableInUpdate(_ box: RCUBox<Table>) async {
    await box.update { (table: borrowing Table) in  // expect-error: 'table' cannot be captured by an escaping closure
        await Task.yield()
        #if REFUSED
        _ = Task { table.size }
        #else
        _ = now { table.size }
        #endif
        return Table()
    }
}

/// What is copyable may be copied out.
func copiesOut(of box: RCUBox<[String]>) -> [String] {
    box.read { $0 }
}
