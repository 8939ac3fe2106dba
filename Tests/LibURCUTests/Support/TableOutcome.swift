/// What a stress of the table and of a dictionary came to.
struct TableOutcome: Sendable {
    var disagreements = 0
    var deadSeen = 0
    var lookups = 0
    /// The writers' dictionaries: the version of each key.
    var expected: [Int: Int] = [:]
    /// What a walk through the table found, in how many visits.
    var walked: [Int: Int] = [:]
    var visits = 0
    var count = 0
    /// Values alive after the table was dropped and everything reclaimed.
    var survivors = 0
}
