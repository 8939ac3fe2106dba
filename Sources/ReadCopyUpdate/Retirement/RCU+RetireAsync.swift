extension RCU {
    /// Releases a reference to `object` after a grace period.
    ///
    /// Suspends only above the limit of ``Configuration/retirementLimit``, until enough has been reclaimed, also when the task is
    /// cancelled. As the blocking form in all else.
    public static func retire(_ object: consuming any AnyObject & Sendable, cost: Int = 0) async {
        if Retirement.add(.object(consume object), cost: cost) { await Retirement.waitForReclamation() }
    }

    /// Deinitialises and deallocates what `pointer` points to after a grace period.
    ///
    /// Suspends only above the limit of ``Configuration/retirementLimit``, until enough has been reclaimed, also when the task is
    /// cancelled. As the blocking form in all else.
    @inlinable
    public static func retire<Pointee: ~Copyable & Sendable>(
        _ pointer: UnsafeMutablePointer<Pointee>,
        cost: Int = MemoryLayout<Pointee>.stride
    ) async {
        await retireVersion(UnsafeMutableRawPointer(pointer), RetiredVersionOf<Pointee>.self, cost)
    }

    /// Runs `body` after a grace period.
    ///
    /// Suspends only above the limit of ``Configuration/retirementLimit``, until enough has been reclaimed, also when the task is
    /// cancelled. As the blocking form in all else.
    public static func retire(cost: Int = 0, _ body: consuming @escaping @Sendable () -> Void) async {
        if Retirement.add(.closure(consume body), cost: cost) { await Retirement.waitForReclamation() }
    }

    /// The part of retiring a version that knows no type.
    @usableFromInline
    static func retireVersion(
        _ address: UnsafeMutableRawPointer,
        _ type: any RetiredVersion.Type,
        _ cost: Int
    ) async {
        if Retirement.add(.version(address, type), cost: cost) { await Retirement.waitForReclamation() }
    }
}
