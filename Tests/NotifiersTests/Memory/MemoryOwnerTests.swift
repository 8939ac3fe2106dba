import Notifiers
import Testing

@Suite("Owners of memory")
struct MemoryOwnerTests {
    @Test("An owner equals itself and no other of the same name")
    func identity() {
        let owner = MemoryOwner("pool")
        let other = MemoryOwner("pool")
        #expect(owner == owner)
        #expect(owner != other)
        #expect(Set([owner, other, owner]).count == 2)
    }
}
