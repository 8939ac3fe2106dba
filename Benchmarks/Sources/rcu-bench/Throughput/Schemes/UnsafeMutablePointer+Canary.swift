extension UnsafeMutablePointer<Canary> {
    /// What every scheme does inside its section: dwell, then look at the value.
    @inline(__always)
    func isIntact(afterDwelling turns: Int) -> Bool {
        SpinLoop.dwell(turns)
        return pointee.isIntact
    }
}
