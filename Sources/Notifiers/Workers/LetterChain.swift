/// Letters taken out of a mailbox, the oldest first. Owned by one thread.
struct LetterChain: ~Copyable {
    private var first: UInt

    /// No letters.
    init() { first = 0 }

    /// Takes over the references that a mailbox held.
    ///
    /// - Parameter newest: the address of the newest letter, from which `next` leads to the older ones; 0 if there is none.
    /// - Complexity: O(n): a mailbox is a stack, and letters are read in the order of their arrival.
    init(newest: UInt) {
        var (rest, reversed) = (newest, UInt(0))
        while let letter = Self.letter(at: rest) {
            (rest, letter.next, reversed) = (letter.next, reversed, rest)
        }
        first = reversed
    }

    var isEmpty: Bool { first == 0 }

    /// Removes the oldest.
    mutating func popFirst() -> Letter? {
        guard let node = UnsafeRawPointer(bitPattern: first) else { return nil }
        let letter = Unmanaged<Letter>.fromOpaque(node).takeRetainedValue()
        first = letter.next
        return letter
    }

    private static func letter(at address: UInt) -> Letter? {
        UnsafeRawPointer(bitPattern: address).map { Unmanaged<Letter>.fromOpaque($0).takeUnretainedValue() }
    }

    deinit {
        var rest = first
        while let node = UnsafeRawPointer(bitPattern: rest) {
            let letter = Unmanaged<Letter>.fromOpaque(node).takeRetainedValue()
            rest = letter.next
        }
    }
}
