extension RCUBox where Value: ~Copyable {
    /// Publishes `value` and retires the version it replaces.
    ///
    /// Suspends while another writer's closure runs, and above the limit of ``RCU/Configuration/retirementLimit``. Traps inside a read section.
    ///
    /// - Parameters:
    ///   - value: the next version.
    ///   - cost: the bytes that the replaced version holds, for the limit.
    public func replace(with value: consuming Value, cost: Int = MemoryLayout<Value>.stride) async {
        Self.requireNoSectionOfTask()
        await writers.lock()
        let old = publish(value)
        writers.unlock()
        await RCU.retire(old, cost: cost)
    }

    /// Makes a new version from the latest, publishes it, and retires the one it replaces.
    ///
    /// Writers are serialised: `body` runs once, on the latest version, and no update is lost, whatever it awaits. The others
    /// wait while it runs, and no longer: a thread of the pool that writes by the blocking forms meanwhile is blocked for as long as
    /// `body` awaits. If `body` throws, nothing changes. `body` must not write to the same box, which would
    /// wait for itself.
    ///
    /// Suspends while another writer's closure runs, and above the limit of ``RCU/Configuration/retirementLimit``. Traps inside a read section.
    ///
    /// - Parameters:
    ///   - cost: the bytes that the replaced version holds, for the limit.
    ///   - body: makes the next version from the latest.
    public func update<Failure: Error>(
        cost: Int = MemoryLayout<Value>.stride,
        _ body: (borrowing Value) async throws(Failure) -> Value
    ) async throws(Failure) {
        Self.requireNoSectionOfTask()
        await writers.lock()
        let old: UnsafeMutablePointer<BoxedVersion<Value>>
        do throws(Failure) {
            let new = try await body(latest.pointee.value)
            old = publish(new)
        } catch {
            writers.unlock()
            throw error
        }
        writers.unlock()
        await RCU.retire(old, cost: cost)
    }

    /// Makes a new version from the latest, publishes it, and retires the one it replaces.
    ///
    /// As the form whose `body` may await. It exists because the compiler would rather take the blocking form, and refuse it,
    /// than pass a synchronous closure for an asynchronous one.
    public func update<Failure: Error>(
        cost: Int = MemoryLayout<Value>.stride,
        _ body: (borrowing Value) throws(Failure) -> Value
    ) async throws(Failure) {
        try await update(cost: cost) { latest async throws(Failure) in try body(latest) }
    }

    /// Publishes `value` and returns the one it replaces, when nobody reads that any more.
    ///
    /// Suspends while another writer's closure runs, and for a grace period, also when the task is cancelled. Traps inside a read
    /// section.
    public func exchange(_ value: consuming Value) async -> Value {
        Self.requireNoSectionOfTask()
        await writers.lock()
        let old = publish(value)
        writers.unlock()
        await RCU.synchronize()
        return BoxedVersion.takeValue(outOf: old)
    }

    /// Publishes `desired` if the version is still `expected`; returns whether it was. Otherwise `desired` is destroyed.
    ///
    /// Suspends while another writer's closure runs, and above the limit of ``RCU/Configuration/retirementLimit``. Traps inside a read section.
    public func compareExchange(
        expected: Version,
        desired: consuming Value,
        cost: Int = MemoryLayout<Value>.stride
    ) async -> Bool {
        Self.requireNoSectionOfTask()
        await writers.lock()
        guard latest.pointee.number == expected.number else {
            writers.unlock()
            return false
        }
        let old = publish(desired)
        writers.unlock()
        await RCU.retire(old, cost: cost)
        return true
    }
}
