import Testing

@testable import BlockAllocator

@Suite("The limit of mappings")
struct FreedFramesAtLimitTests {
    /// Above the limit the system refuses the very calls that give mappings back, so that no purge helped, then or ever after.
    @Test("Frames that were freed make room for others")
    func freedFramesMakeRoom() async {
        await #expect(processExitsWith: .success) {
            var configuration = BlockAllocator.Configuration()
            configuration.lazyLimitBytes = 8 << 30
            let allocator = try BlockAllocator(configuration)
            let file = try FrameFile(count: 128)
            // Not adjacent, so that each needs a mapping; the limit is 65,530 unless it was raised.
            let scattered = (0..<64).map { file[2 * $0] }
            var failure: BlockAllocatorError?
            for _ in 0..<2_500 where failure == nil {
                do throws(BlockAllocatorError) {
                    try allocator.map(scattered).release()
                } catch {
                    failure = error
                }
            }
            #expect(failure == nil)
            #expect(allocator.statistics.forcedPurges > 0)
        }
    }
}
