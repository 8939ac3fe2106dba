/// An error on a line of a snippet; on line 0 if it lies elsewhere.
struct Diagnostic: Hashable {
    let line: Int
    let text: String
}
