/// Where one writer's reclaimed values lie, poisoned, for a while before they are freed.
///
/// An allocator hands a freed block out again at once, and a late reader would find a fresh value in it. Sixty-four
/// grace periods in the grave give it time to find the poison instead. Every scheme's writer pays the same for it.
struct Graveyard: ~Copyable {
    private static let size = 64
    private var graves = [UnsafeMutablePointer<Canary>?](repeating: nil, count: size)
    private var next = 0

    /// Reclaims a value: poison now, `free` later.
    mutating func bury(_ canary: UnsafeMutablePointer<Canary>) {
        canary.pointee.kill()
        graves[next]?.deallocate()
        graves[next] = canary
        next = (next + 1) % Self.size
    }

    deinit {
        for case let grave? in graves {
            grave.deallocate()
        }
    }
}
