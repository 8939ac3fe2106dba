import AsymmetricFences
import Notifiers

/// Which states are started on which workers, by what was called; notes what is started twice or torn down without having been started.
final class HotplugBalance: @unchecked Sendable {
    private let lock = FutexLock()
    private var started: Set<String> = []
    private var noted: [String] = []

    var up: Set<String> { lock.withLock { started } }
    var mistakes: [String] { lock.withLock { noted } }

    func step(_ name: String, _ worker: Int, _ direction: Hotplug.Direction) {
        let key = "\(name) on \(worker)"
        lock.withLock {
            let isRight = direction == .up ? started.insert(key).inserted : started.remove(key) != nil
            if !isRight { noted.append("\(key) \(direction)") }
        }
    }
}
