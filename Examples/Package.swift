// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "examples",
    dependencies: [.package(name: "swift-rcu", path: "../")],
    targets: [
        // io_uring by raw system calls, for one example.
        .target(name: "CRing"),
        .executableTarget(
            name: "Examples",
            dependencies: [
                "CRing",
                .product(name: "AsymmetricFences", package: "swift-rcu"),
                .product(name: "ReadCopyUpdate", package: "swift-rcu"),
                .product(name: "LibURCU", package: "swift-rcu"),
                .product(name: "Notifiers", package: "swift-rcu"),
                .product(name: "BlockAllocator", package: "swift-rcu"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)]
        ),
    ]
)
