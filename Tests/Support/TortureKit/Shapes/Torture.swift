/// The shapes that every flavor has to pass.
///
/// In release builds they are specialised here for this package's RCU, its read side inlined into the loops as it is in
/// a server's; a flavor of another module is called through its witness table, which costs it a few nanoseconds a
/// section and changes nothing else.
public enum Torture<Flavor: TorturedFlavor> {
    /// Each of them.
    public static var shapes: [TortureShape] {
        [
            TortureShape("canary") { CanaryShape<Flavor>.run($0, $1) },
            TortureShape("nested") { NestedShape<Flavor>.run($0, $1) },
            TortureShape("interrupted") { InterruptedShape<Flavor>.run($0, $1) },
            TortureShape("churn") { ChurnShape<Flavor>.run($0, $1) },
            TortureShape("callers") { CallersShape<Flavor>.run($0, $1) },
            TortureShape("handshake") { HandshakeShape<Flavor>.run($0, $1) },
        ]
    }
}
