/// Frames that follow one another in their file: one system call maps them.
struct FrameRun {
    let descriptor: CInt
    let first: Int
    var count: Int

    /// The fewest runs that make up the sequence.
    static func coalesced(_ frames: [PageFrame]) -> [FrameRun] {
        var runs: [FrameRun] = []
        for frame in frames {
            if let last = runs.last, last.descriptor == frame.file.descriptor, last.first + last.count == frame.number {
                runs[runs.count - 1].count += 1
            } else {
                runs.append(FrameRun(descriptor: frame.file.descriptor, first: frame.number, count: 1))
            }
        }
        return runs
    }
}
