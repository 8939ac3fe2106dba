/// How often a litmus test ran, and how often it showed the forbidden outcome.
struct LitmusCount: Sendable, Equatable {
    var runs = 0
    var forbidden = 0

    static func += (total: inout LitmusCount, part: LitmusCount) {
        total.runs += part.runs
        total.forbidden += part.forbidden
    }
}
