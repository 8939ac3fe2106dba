import LibURCU
import ReadCopyUpdate

/// liburcu's resizable hash table, with this package's RCU for its readers: a C library and Swift can share one table.
final class Sessions: Sendable {
    private let table = LockFreeHashTable<Int, String, RCU>()

    func open(_ user: String, as id: Int) { table.addUnique(user, forKey: id) }

    func user(of id: Int) -> String? { table.withValue(forKey: id) { $0 } }

    func close(_ id: Int) { table.remove(forKey: id) }
}
