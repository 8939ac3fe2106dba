/// Values on their way to where they are destroyed, which takes them out one by one.
///
/// Not an array: a copy of it would hold a second reference to each, and the last release would come later, and elsewhere.
// Unchecked: it is given from the thread that fills it to the one that empties it.
final class RetiredBatch: @unchecked Sendable {
    private var values: [Retired]

    init(_ values: consuming [Retired] = []) {
        self.values = values
    }

    var isEmpty: Bool { values.isEmpty }

    func reserveCapacity(_ count: Int) { values.reserveCapacity(count) }

    func append(_ retired: consuming Retired) { values.append(retired) }

    /// Calls `body` with each, the oldest first, and keeps none.
    func takeAll(_ body: (consuming Retired) -> Void) {
        values.reverse()
        while let retired = values.popLast() { body(consume retired) }
    }
}
