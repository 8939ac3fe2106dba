/// A key and its value; an array of them is a JSON object whose order is kept.
public struct ReportField: Sendable, Equatable {
    public let key: String
    public let value: ReportValue

    public init(_ key: String, _ value: ReportValue) {
        self.key = key
        self.value = value
    }
}
