/// The shapes that every flavor has to pass.
///
/// For this package's RCU they are specialised here, its read side inlined into the loops as it is in a server's; a
/// flavor of another module is called through its witness table, which costs it a few nanoseconds a section and changes
/// nothing else.
public enum Torture<Flavor: TorturedFlavor> {
    /// Each of them.
    public static var shapes: [TortureShape] {
        [
            TortureShape("canary", CanaryShape<Flavor>.run),
            TortureShape("nested", NestedShape<Flavor>.run),
            TortureShape("interrupted", InterruptedShape<Flavor>.run),
            TortureShape("churn", ChurnShape<Flavor>.run),
            TortureShape("handshake", HandshakeShape<Flavor>.run),
        ]
    }
}
