import ReadCopyUpdate
import Synchronization

// Each function `slow…` does on purpose what the read side must not: `check` must find it, or finds nothing at all.

@inline(never)
func slowRetain(_ server: Server) -> Settings { server.table.read { $0.settings } }

@inline(never)
func slowReadModifyWrite(_ server: Server, _ counter: borrowing Atomic<Int>) -> Int {
    server.table.read { table in
        counter.wrappingAdd(1, ordering: .relaxed)
        return table.limit
    }
}

@inline(never)
func slowFence(_ server: Server) -> Int {
    server.table.read { table in
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        return table.limit
    }
}

@inline(never)
func slowAllocation(_ server: Server) -> [Int] { server.table.read { [$0.limit] } }

@inline(never)
func slowCall(_ server: Server) -> Int { server.table.read { outOfLine($0.limit) } }

@inline(never)
func outOfLine(_ value: Int) -> Int { value &* 3 }
