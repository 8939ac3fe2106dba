/// How often readers left a version at each stage of the pipe; one thread's, or the sum of several.
public struct PipeHistogram: Sendable, Equatable, CustomStringConvertible {
    /// The count of each stage; the last one is that of all stages from there on.
    public private(set) var counts = [Int](repeating: 0, count: VersionPipe.length + 1)

    mutating func record(_ stage: Int) {
        counts[min(max(stage, 0), VersionPipe.length)] += 1
    }

    mutating func add(_ other: PipeHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    public var description: String { counts.map(String.init).joined(separator: " ") }
}
