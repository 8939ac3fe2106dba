import Testing

/// How those who import the package compile.
enum Client: CaseIterable, CustomTestStringConvertible {
    /// No option but the language mode: what the package hands out must need none.
    case swift6
    /// Every upcoming feature that the package itself compiles with, as some change what a closure's type means.
    case strict
    /// The mode before strict concurrency.
    case swift5

    /// Those for whom all that is refused is an error: in Swift 5 some of it is a warning.
    static let refusing: [Client] = [.swift6, .strict]

    var arguments: [String] {
        switch self {
        case .swift6: ["-swift-version", "6"]
        case .swift5: ["-swift-version", "5"]
        case .strict:
            ["-swift-version", "6", "-enable-experimental-feature", "Lifetimes"]
                + [
                    "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility", "InferIsolatedConformances",
                    "NonisolatedNonsendingByDefault",
                ].flatMap { ["-enable-upcoming-feature", $0] }
        }
    }

    var testDescription: String {
        switch self {
        case .swift6: "Swift 6"
        case .strict: "Swift 6 with upcoming features"
        case .swift5: "Swift 5"
        }
    }
}
