/// Why memory is taken away, so that a subscriber may ignore what does not concern it.
///
/// - Note: Source: the events of the kernel's mmu notifiers.
public enum MemoryEvent: Hashable, Sendable, CaseIterable {
    /// The mapping goes away: its addresses may be given to something else.
    case unmap
    /// The pages are replaced or go away, the mapping stays: purge, decommit, remapping, copy on write.
    case clear
    /// The protection of a whole mapping changes.
    case protectMapping
    /// The protection of single pages changes.
    case protectPage
    /// Writes are being tracked anew: what was mapped for writing becomes read-only.
    case softDirty
    /// The memory's owner is torn down, and all of its addresses with it.
    case release
    /// The contents move to other pages: split and collapse of huge pages, migration between nodes.
    case migrate
    /// A device takes the pages for itself.
    case exclusive
}
