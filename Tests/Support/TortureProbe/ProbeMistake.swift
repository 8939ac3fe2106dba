/// Why the command line cannot be served, in one line.
struct ProbeMistake: Error {
    let line: String
}
