/// What a userfaultfd tells of memory, as far as a ``UserfaultSource`` needs it.
enum UserfaultEvent: Hashable {
    /// The addresses go away, for this reason.
    case gone(Range<UInt>, MemoryEvent)
    /// A page was touched. No page is protected, so there is none.
    case fault
    /// Something not asked for.
    case other
}
