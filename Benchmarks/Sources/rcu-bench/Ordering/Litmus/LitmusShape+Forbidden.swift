extension LitmusShape {
    /// Whether the two observations together are what ordered fences forbid.
    func isForbidden(_ left: LitmusObservation, _ right: LitmusObservation) -> Bool {
        switch self {
        case .storeBuffering:
            left.late == 0 && right.late == 0
        case .messagePassing:
            right.early == 1 && right.late == 0
        case .concurrent:
            // Store buffering; message passing either way; load buffering.
            (left.late == 0 && right.late == 0)
                || (right.early == 1 && right.late == 0)
                || (left.early == 1 && left.late == 0)
                || (left.early == 1 && right.early == 1)
        case .nonConcurrent:
            // The left saw the future, or the right did not see all of the past.
            left.early == 1 || left.late == 1 || right.early == 0 || right.late == 0
        }
    }
}
