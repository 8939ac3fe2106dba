import ReadCopyUpdate

/// A worker that reads all the time says when it holds nothing, and pays nothing for each read.
func work(through jobs: [Int], with weights: RCUPointer<Int>) -> Int {
    var total = 0
    var reporter = RCU.QuiescentStateReporter()
    for job in jobs {
        total += reporter.read { section in section[weights].pointee * job }
        reporter.quiescentState()
    }
    return total
}
