extension Array where Element: Comparable {
    /// The middle element, the lower of two; nil for an empty array.
    public var median: Element? {
        isEmpty ? nil : sorted()[(count - 1) / 2]
    }
}
