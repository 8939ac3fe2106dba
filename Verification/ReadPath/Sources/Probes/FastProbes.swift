import AsymmetricFences
import ReadCopyUpdate

// Each function `fast…` must compile to straight code: `check` reads its disassembly.

struct Table: Sendable {
    var limit: Int
    var entries: [Int]
    var name: String
    var settings: Settings
}

final class Settings: Sendable {
    let port: Int
    init(port: Int) { self.port = port }
}

struct Unique: ~Copyable, Sendable {
    let number: Int
}

final class Server: Sendable {
    let table: RCUBox<Table>
    let unique: RCUBox<Unique>
    let pointer: RCUPointer<Int>

    init() {
        table = RCUBox(Table(limit: 1, entries: [1, 2, 3], name: "x", settings: Settings(port: 80)))
        unique = RCUBox(Unique(number: 1))
        let number = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        number.initialize(to: 1)
        pointer = RCUPointer(number)
    }
}

@inline(never)
func fastSection(_ body: Int) -> Int { RCU.read { _ in body &+ 1 } }

@inline(never)
func fastPointer(_ server: Server) -> Int { RCU.read { section in section[server.pointer].pointee } }

@inline(never)
func fastNested(_ server: Server) -> Int {
    RCU.read { _ in RCU.read { section in section[server.pointer].pointee } }
}

@inline(never)
func fastLoop(_ server: Server, _ count: Int) -> Int {
    var sum = 0
    for _ in 0..<count { sum &+= RCU.read { section in section[server.pointer].pointee } }
    return sum
}

@inline(never)
func fastBox(_ box: RCUBox<Table>) -> Int { box.read { $0.limit } }

@inline(never)
func fastBoxInClass(_ server: Server) -> Int { server.table.read { $0.limit } }

@inline(never)
func fastBoxArrayElement(_ server: Server, _ index: Int) -> Int { server.table.read { $0.entries[index] } }

@inline(never)
func fastBoxClassField(_ server: Server) -> Int { server.table.read { $0.settings.port } }

@inline(never)
func fastBoxUnique(_ server: Server) -> Int { server.unique.read { $0.number } }

@inline(never)
func fastBoxLoop(_ server: Server, _ count: Int) -> Int {
    var sum = 0
    for _ in 0..<count { sum &+= server.table.read { $0.limit } }
    return sum
}

@inline(never)
func fastReporter(_ reporter: borrowing RCU.QuiescentStateReporter, _ server: Server) -> Int {
    reporter.read { section in section[server.pointer].pointee }
}

@inline(never)
func fastLightFence(_ flag: UnsafeMutablePointer<Int>) -> Int {
    flag.pointee = 1
    AsymmetricFence.light()
    return flag[1]
}

@inline(never)
func fastSleepable(_ domain: SleepableRCU, _ server: Server) -> Int {
    domain.read { section in section[server.pointer].pointee }
}

@inline(never)
func fastSleepableTicket(_ domain: SleepableRCU, _ value: Int) -> Int {
    let ticket = domain.enter()
    let sum = value &+ 1
    domain.leave(ticket)
    return sum
}
