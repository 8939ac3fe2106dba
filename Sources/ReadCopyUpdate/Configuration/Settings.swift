internal import Synchronization

/// The configuration in force. Once read it stays as it is.
///
/// Not a lazily initialised global, which a fork at the wrong moment would leave locked in the child.
final class Settings: Sendable {
    private static let inForce = Atomic<UInt>(0)

    let configuration: RCU.Configuration

    private init(_ configuration: RCU.Configuration) {
        self.configuration = configuration
    }

    static var current: RCU.Configuration {
        let address = inForce.load(ordering: .acquiring)
        if address != 0 { return at(address).configuration }
        _ = set(RCU.Configuration())
        return at(inForce.load(ordering: .acquiring)).configuration
    }

    /// Returns whether it was the first.
    static func set(_ configuration: RCU.Configuration) -> Bool {
        let settings = Unmanaged.passRetained(Settings(configuration))
        let isFirst = inForce.compareExchange(
            expected: 0,
            desired: UInt(bitPattern: settings.toOpaque()),
            ordering: .acquiringAndReleasing
        ).exchanged
        if !isFirst { settings.release() }
        return isFirst
    }

    private static func at(_ address: UInt) -> Settings {
        guard let settings = UnsafeRawPointer(bitPattern: address) else { fatalError("the settings are not set") }
        return Unmanaged<Settings>.fromOpaque(settings).takeUnretainedValue()
    }
}
