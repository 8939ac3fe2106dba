/// The registries with intervals of a run, made when they are first needed.
struct IntervalFields {
    private var fields: [Int: IntervalField] = [:]

    mutating func field(_ count: Int) -> IntervalField {
        if let field = fields[count] { return field }
        let field = IntervalField(count)
        fields[count] = field
        return field
    }
}
