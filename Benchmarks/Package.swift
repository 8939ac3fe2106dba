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
    name: "swift-rcu-benchmarks",
    products: [
        .executable(name: "rcu-bench", targets: ["rcu-bench"]),
        .executable(name: "rcu-torture", targets: ["rcu-torture"]),
    ],
    dependencies: [
        .package(name: "swift-rcu", path: "../"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-atomics", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/ordo-one/TextTable", from: "0.0.2"),
    ],
    targets: [
        // C, only where Swift cannot go.
        .target(name: "CBenchmarkShims"),

        // What every benchmark needs: reports, threads, time, the machine.
        .target(
            name: "BenchmarkKit",
            dependencies: [
                "CBenchmarkShims",
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "TextTable", package: "TextTable"),
            ],
            swiftSettings: strict
        ),

        // The command line, a folder a command.
        .executableTarget(
            name: "rcu-bench",
            dependencies: [
                "BenchmarkKit",
                "CBenchmarkShims",
                .product(name: "AsymmetricFences", package: "swift-rcu"),
                .product(name: "ReadCopyUpdate", package: "swift-rcu"),
                .product(name: "LibURCU", package: "swift-rcu"),
                .product(name: "Notifiers", package: "swift-rcu"),
                .product(name: "BlockAllocator", package: "swift-rcu"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Atomics", package: "swift-atomics"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),

        // The stress test of swift-rcu's own tests, for every flavor.
        .executableTarget(
            name: "rcu-torture",
            dependencies: [
                "BenchmarkKit",
                .product(name: "AsymmetricFences", package: "swift-rcu"),
                .product(name: "TortureKit", package: "swift-rcu"),
                .product(name: "TortureFlavors", package: "swift-rcu"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),

        // Tests.
        .testTarget(name: "BenchmarkKitTests", dependencies: ["BenchmarkKit"], swiftSettings: strict),
        .testTarget(name: "RCUBenchTests", dependencies: ["rcu-bench", "BenchmarkKit"], swiftSettings: strict),
        .testTarget(name: "RCUTortureTests", dependencies: ["rcu-torture"], swiftSettings: strict),
    ]
)
