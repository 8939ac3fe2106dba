/// One value of a report, as JSON knows values.
public enum ReportValue: Sendable, Equatable {
    case null
    case text(String)
    case integer(Int)
    case number(Double)
    case list([ReportValue])

    /// The text, or null.
    public init(_ text: String?) {
        self = text.map(ReportValue.text) ?? .null
    }

    /// The integer, or null.
    public init(_ integer: Int?) {
        self = integer.map(ReportValue.integer) ?? .null
    }

    /// The number to three decimals, or null where there is none: JSON has no infinity and no NaN.
    public init(_ number: Double?) {
        guard let number, number.isFinite else {
            self = .null
            return
        }
        let thousandths = (number * 1000).rounded()
        self = .number(thousandths.isFinite ? thousandths / 1000 : number)
    }
}
