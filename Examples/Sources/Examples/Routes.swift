import ReadCopyUpdate

struct RoutingTable: Sendable {
    var handlers: [String: String] = [:]
}

final class Router: Sendable {
    private let routes = RCUBox(RoutingTable())

    /// On every request, from any thread or task: no lock, no reference counting, and it cannot block.
    func handler(for path: String) -> String? {
        routes.read { $0.handlers[path] }
    }

    /// Now and then: makes a new version from the current one, publishes it, and destroys the old one when nobody reads it.
    func add(_ handler: String, for path: String) {
        routes.update { table in
            var next = copy table
            next.handlers[path] = handler
            return next
        }
    }
}
