import TestThreads

/// An element of a queue or a stack; each is destroyed exactly once, or the count of the living is not 0 in the end.
struct Item: ~Copyable, Sendable {
    let producer: Int
    let number: Int
    private let live: SharedCounter

    init(producer: Int = 0, number: Int, live: SharedCounter) {
        self.producer = producer
        self.number = number
        self.live = live
        live.increment()
    }

    deinit {
        live.decrement()
    }

    var label: Label { Label(producer: producer, number: number) }

    static func label(of item: consuming Item?) -> Label? {
        switch consume item {
        case .some(let item): item.label
        case .none: nil
        }
    }

    struct Label: Hashable, Sendable {
        let producer: Int
        let number: Int
    }
}

extension [Item.Label] {
    /// Whether the numbers of each producer ascend.
    var isInOrder: Bool {
        var last: [Int: Int] = [:]
        return allSatisfy { label in
            defer { last[label.producer] = label.number }
            return last[label.producer, default: -1] < label.number
        }
    }

    /// Whether these are the numbers below `count` of each producer, all of them, each once.
    func isComplete(producers: Int, count: Int) -> Bool {
        self.count == producers * count && Set(self).count == self.count
            && allSatisfy { $0.producer < producers && $0.number < count }
    }
}
