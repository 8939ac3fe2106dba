import Glibc

@testable import Notifiers

// The blocking forms, for closures that the compiler takes for asynchronous.

func runAndWait<R: Sendable>(
    _ group: WorkerGroup,
    on worker: Int,
    _ body: @escaping @Sendable () -> R
) throws(WorkerError) -> R {
    try group.run(on: worker, body)
}

func bringUp(_ group: WorkerGroup, _ worker: Int, to state: Hotplug.State? = nil) throws(HotplugError) {
    try group.hotplug.bringUp(worker, to: state)
}

func takeDown(_ group: WorkerGroup, _ worker: Int, to state: Hotplug.State = .offline) throws(HotplugError) {
    try group.hotplug.takeDown(worker, to: state)
}

func resize(_ group: WorkerGroup, to count: Int) throws(HotplugError) { try group.resize(to: count) }

func close(_ group: WorkerGroup) throws(HotplugError) { try group.close() }

/// Carries a value out of a scope.
final class WorkerBox<Value>: @unchecked Sendable {
    var value: Value?
}

/// How many threads of this process have the name of this worker's. Tests that ask use numbers that no other test has.
func threads(ofWorker worker: Int) -> Int {
    guard let directory = opendir("/proc/self/task") else { return -1 }
    defer { closedir(directory) }
    var count = 0
    while let entry = readdir(directory) {
        let thread = withUnsafeBytes(of: &entry.pointee.d_name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if SmallFile.read("/proc/self/task/\(thread)/comm") == "worker \(worker)\n" { count += 1 }
    }
    return count
}
