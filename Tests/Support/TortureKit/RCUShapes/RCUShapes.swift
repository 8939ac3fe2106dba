internal import ReadCopyUpdate

/// The shapes of this package's RCU: those that every flavor has to pass, and those for what only this package's RCU
/// has.
public enum RCUShapes {
    /// Each of them.
    public static var all: [TortureShape] {
        Torture<OwnRCU>.shapes.map { shape in replacements.first { $0.name == shape.name } ?? shape } + [
            TortureShape("storm") { StormShape<OwnRCU>.run($0, $1) },
            TortureShape("reporter") { ReporterShape.run($0, $1) },
            TortureShape("box") { BoxShape.run($0, $1) },
            TortureShape("retire") { RetireShape.run($0, $1) },
            TortureShape("shared-fence") { SharedFenceShape.run($0, $1) },
        ]
    }

    /// Shapes that go further where the flavor is known.
    private static let replacements = [
        TortureShape("churn") { name, plan in
            ChurnShape<OwnRCU>.run(name, plan) { draw in
                // A thread may exit with a section open: it uses nothing any more.
                if draw & 7 == 0 { RCU.readLock() }
            }
        },
        TortureShape("handshake") { name, plan in
            HandshakeShape<OwnRCU>.run(name, plan, countingSleeps: { RCU.statistics.readersSleptFor })
        },
    ]
}
