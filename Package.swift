// swift-tools-version: 6.2
import Glibc
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

// liburcu 0.15 removed its signal flavor. SwiftPM remembers what this search found: after an upgrade of liburcu, run
// `swift package purge-cache`. The environment decides where the search does not fit, as in cross-compilation.
let hasSignalFlavor =
    Context.environment["RCU_LIBURCU_SIGNAL"].map { $0 != "0" }
    ?? ["/usr/include", "/usr/include/x86_64-linux-gnu", "/usr/include/aarch64-linux-gnu", "/usr/local/include"]
    .contains { access("\($0)/urcu/urcu-signal.h", F_OK) == 0 }

let signalFlavor: [Target] =
    hasSignalFlavor
    ? [.systemLibrary(name: "CLiburcuSignal", path: "CShims/CLiburcuSignal", providers: [.apt(["liburcu-dev"])])]
    : []

let package = Package(
    name: "swift-rcu",
    products: [
        .library(name: "AsymmetricFences", targets: ["AsymmetricFences"]),
        .library(name: "ReadCopyUpdate", targets: ["ReadCopyUpdate"]),
        .library(name: "LibURCU", targets: ["LibURCU"]),
        .library(name: "Notifiers", targets: ["Notifiers"]),
        .library(name: "BlockAllocator", targets: ["BlockAllocator"]),
        // Not for servers: the stress test that `swift test` and `rcu-torture` share, and the flavors of liburcu for it.
        .library(name: "TortureKit", targets: ["TortureKit"]),
        .library(name: "TortureFlavors", targets: ["TortureFlavors"]),
    ],
    targets: signalFlavor + [
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
            dependencies: ["AsymmetricFences", "ReadCopyUpdate", "CLiburcu", "CLiburcuShims"]
                + signalFlavor.map { .byName(name: $0.name) },
            swiftSettings: strict
        ),

        // Floor 3.
        .target(
            name: "Notifiers",
            dependencies: ["AsymmetricFences", "ReadCopyUpdate", "CMembarrier"],
            swiftSettings: strict
        ),

        // Floor 4.
        .target(
            name: "BlockAllocator",
            dependencies: ["AsymmetricFences", "ReadCopyUpdate", "Notifiers", "CMembarrier"],
            swiftSettings: strict
        ),

        // Tests.
        .target(name: "TestThreads", path: "Tests/Support/TestThreads", swiftSettings: strict),
        .target(name: "CTestShims", path: "Tests/Support/CTestShims"),
        .target(
            name: "TortureKit",
            dependencies: ["ReadCopyUpdate", "AsymmetricFences", "CTestShims", "TestThreads"],
            path: "Tests/Support/TortureKit",
            swiftSettings: strict
        ),
        .target(
            name: "TortureFlavors",
            dependencies: ["TortureKit", "LibURCU"],
            path: "Tests/Support/TortureFlavors",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "TortureProbe",
            dependencies: ["TortureKit", "CTestShims", "TestThreads", "AsymmetricFences", "ReadCopyUpdate"],
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
                "ReadCopyUpdate", "AsymmetricFences", "CMembarrier", "CTestShims", "TestThreads", "TortureKit",
                "TortureProbe",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CompilationTests",
            dependencies: ["ReadCopyUpdate"],
            exclude: ["Snippets"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "LibURCUTests",
            dependencies: ["LibURCU", "TortureKit", "ReadCopyUpdate", "CLiburcu", "CTestShims", "TestThreads"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "NotifiersTests",
            dependencies: [
                "Notifiers", "BlockAllocator", "ReadCopyUpdate", "AsymmetricFences", "CMembarrier", "CTestShims",
                "TestThreads",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "BlockAllocatorTests",
            dependencies: [
                "BlockAllocator", "Notifiers", "ReadCopyUpdate", "AsymmetricFences", "CMembarrier", "CTestShims",
                "TestThreads",
                "TortureKit", "TortureProbe",
            ],
            swiftSettings: strict
        ),
    ]
)
