@testable import Notifiers

/// Keeps installations for as long as it lives; the states are removed with it.
final class HotplugInstallations {
    private final class Kept {
        let installation: Hotplug.Installation
        init(_ installation: consuming Hotplug.Installation) { self.installation = installation }
    }

    private var kept: [Kept] = []

    /// Removes the state that was installed first.
    func removeFirst() { kept.removeFirst() }

    func keep(_ installation: consuming Hotplug.Installation) -> Hotplug.State {
        let state = installation.state
        kept.append(Kept(installation))
        return state
    }
}
