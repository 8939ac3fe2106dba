// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
    name: "swift-rcu",
    products: [
        .library(name: "AsymmetricFences", targets: ["AsymmetricFences"]),
        .library(name: "ReadCopyUpdate", targets: ["ReadCopyUpdate"]),
        .library(name: "LibURCU", targets: ["LibURCU"]),
        // Not for servers: the stress test that `swift test` and `rcu-torture` share.
        .library(name: "TortureKit", targets: ["TortureKit"]),
    ],
    targets: [
        // C, only where Swift cannot go.
        .target(name: "CMembarrier", path: "CShims/CMembarrier"),
        .systemLibrary(name: "CLiburcu", path: "CShims/CLiburcu", providers: [.apt(["liburcu-dev"])]),
        .target(name: "CLiburcuShims", dependencies: ["CLiburcu"], path: "CShims/CLiburcuShims"),

        // Floor 1.
        .target(name: "AsymmetricFences", dependencies: ["CMembarrier"], swiftSettings: strict),

        // Floor 2.
        .target(
            name: "ReadCopyUpdate",
            dependencies: ["AsymmetricFences", "CMembarrier"],
            swiftSettings: strict
        ),
        .target(
            name: "LibURCU",
            dependencies: ["ReadCopyUpdate", "CLiburcu", "CLiburcuShims"],
            swiftSettings: strict
        ),

        // Tests.
        .target(name: "TestThreads", path: "Tests/Support/TestThreads", swiftSettings: strict),
        .target(name: "CTestShims", path: "Tests/Support/CTestShims"),
        .target(
            name: "TortureKit",
            dependencies: ["LibURCU", "ReadCopyUpdate", "AsymmetricFences"],
            path: "Tests/Support/TortureKit",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "TortureProbe",
            dependencies: ["TortureKit", "CTestShims", "AsymmetricFences", "ReadCopyUpdate"],
            path: "Tests/Support/TortureProbe",
            swiftSettings: strict
        ),
        .testTarget(
            name: "AsymmetricFencesTests",
            dependencies: ["AsymmetricFences", "CMembarrier", "CTestShims", "TestThreads"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ReadCopyUpdateTests",
            dependencies: [
                "ReadCopyUpdate", "AsymmetricFences", "CMembarrier", "CTestShims", "TestThreads", "TortureKit", "TortureProbe",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "LibURCUTests",
            dependencies: ["LibURCU", "TortureKit", "ReadCopyUpdate"],
            swiftSettings: strict
        ),
    ]
)
