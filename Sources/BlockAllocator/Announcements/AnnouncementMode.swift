/// Whether those who are told that memory goes away may take their time.
enum AnnouncementMode {
    /// At the user's wish: flush, purge, decommit and the like wait for subscribers.
    case blocking
    /// On the way of an allocation or of a freeing, whose thread may hold the very lock that a subscriber wants. A subscriber that
    /// would have to wait refuses, and the memory stays for another time.
    case nonBlocking
}
