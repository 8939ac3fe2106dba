// swift-tools-version: 6.2
import PackageDescription

// A client of the library, as a user's would be: what the read side compiles to outside the library is what counts.
let package = Package(
    name: "read-path",
    dependencies: [.package(name: "swift-rcu", path: "../../")],
    targets: [
        .executableTarget(
            name: "Probes",
            dependencies: [
                .product(name: "ReadCopyUpdate", package: "swift-rcu"),
                .product(name: "AsymmetricFences", package: "swift-rcu"),
                .product(name: "Notifiers", package: "swift-rcu"),
                .product(name: "BlockAllocator", package: "swift-rcu"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)]
        )
    ]
)
