internal import AsymmetricFences

/// A page of a ``FrameFile``, wherever it is mapped: 4096 bytes that can be seen at several addresses at once.
public struct PageFrame: Hashable, Sendable {
    /// Whose page it is.
    public let file: FrameFile
    /// Which page.
    public let number: Int

    init(_ file: FrameFile, _ number: Int) {
        require(
            number >= 0 && number < file.count,
            "PageFrame: frame \(number) was asked for; expected 0 to \(file.count - 1)"
        )
        self.file = file
        self.number = number
    }

    /// Whether both are the same page.
    public static func == (left: PageFrame, right: PageFrame) -> Bool {
        left.file === right.file && left.number == right.number
    }

    /// By the file's identity and the number.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(file))
        hasher.combine(number)
    }
}
