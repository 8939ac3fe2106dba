extension RCUBox where Value: ~Copyable {
    /// Publishes `value` and retires the version it replaces.
    ///
    /// - Blocks: for other writers' closures, and above the limit of ``RCU/Configuration/retirementLimit``; not for readers. Traps inside
    ///   a read section.
    /// - Parameters:
    ///   - value: the next version.
    ///   - cost: the bytes that the replaced version holds, for the limit.
    @available(*, noasync, message: "it may block the thread; await replace(with:cost:) suspends")
    public func replace(with value: consuming Value, cost: Int = MemoryLayout<Value>.stride) {
        Self.requireNoSection()
        writers.lock()
        let old = publish(value)
        writers.unlock()
        RCU.retire(old, cost: cost)
    }

    /// Makes a new version from the latest, publishes it, and retires the one it replaces.
    ///
    /// Writers are serialised: `body` runs once, on the latest version, and no update is lost. The others wait while it runs, and
    /// no longer: publication is one store, and readers are not waited for. If `body` throws, nothing changes. `body` must not
    /// write to the same box, which would wait for itself.
    ///
    /// - Blocks: as `replace(with:cost:)`.
    /// - Parameters:
    ///   - cost: the bytes that the replaced version holds, for the limit.
    ///   - body: makes the next version from the latest.
    @available(*, noasync, message: "it may block the thread; await update(cost:_:) suspends")
    public func update<Failure: Error>(
        cost: Int = MemoryLayout<Value>.stride,
        _ body: (borrowing Value) throws(Failure) -> Value
    ) throws(Failure) {
        Self.requireNoSection()
        writers.lock()
        let old: UnsafeMutablePointer<BoxedVersion<Value>>
        do throws(Failure) {
            old = publish(try body(latest.pointee.value))
        } catch {
            writers.unlock()
            throw error
        }
        writers.unlock()
        RCU.retire(old, cost: cost)
    }

    /// Publishes `value` and returns the one it replaces, when nobody reads that any more.
    ///
    /// - Blocks: for other writers' closures, and for a grace period. Traps inside a read section.
    @available(*, noasync, message: "it blocks the thread for a grace period; await exchange(_:) suspends")
    public func exchange(_ value: consuming Value) -> Value {
        Self.requireNoSection()
        writers.lock()
        let old = publish(value)
        writers.unlock()
        RCU.synchronize()
        return BoxedVersion.takeValue(outOf: old)
    }

    /// Publishes `desired` if the version is still `expected`; returns whether it was. Otherwise `desired` is destroyed.
    ///
    /// Numbers of versions are never given twice, so an equal one is the same version.
    ///
    /// - Blocks: as `replace(with:cost:)`.
    @available(*, noasync, message: "it may block the thread; await compareExchange(expected:desired:cost:) suspends")
    public func compareExchange(
        expected: Version,
        desired: consuming Value,
        cost: Int = MemoryLayout<Value>.stride
    ) -> Bool {
        Self.requireNoSection()
        writers.lock()
        guard latest.pointee.number == expected.number else {
            writers.unlock()
            return false
        }
        let old = publish(desired)
        writers.unlock()
        RCU.retire(old, cost: cost)
        return true
    }
}
