import BlockAllocator
import Glibc

/// Connections that answer with what they were sent. Once warm, a buffer costs no system call, no page fault and no lock.
final class EchoServer: Sendable {
    private let buffers: BlockAllocator

    init() throws { buffers = try BlockAllocator() }

    /// 64 KiB for a request. The range returns itself at the end of the scope, or of whoever it is handed to.
    func serve(_ socket: CInt) async throws -> Int {
        let buffer = try buffers.allocate(pages: 16)
        let count = read(socket, buffer.baseAddress, buffer.byteCount)
        return count > 0 ? await reply(socket, buffer, count) : 0
    }

    /// Owns the buffer now. The task may go on on another thread, and frees it there.
    private func reply(_ socket: CInt, _ buffer: consuming PageRange, _ count: Int) async -> Int {
        await Task.yield()
        return write(socket, buffer.baseAddress, count)
    }

    /// Kept for minutes: it shares no block with what is gone in a moment, since one range that stays keeps its whole block.
    func session() throws -> SharedBuffer { SharedBuffer(try buffers.allocate(pages: 16, lifetime: .longLived)) }

    /// For a C library, which knows addresses only: it gives this one back, once, on whatever thread.
    func lend() throws -> UnsafeMutableRawPointer { try buffers.allocate(pages: 16).take() }

    func takeBack(_ address: UnsafeMutableRawPointer) { buffers.free(address) }
}

/// A range in a class: tasks share it, and the last reference frees it.
final class SharedBuffer: Sendable {
    let memory: PageRange

    init(_ memory: consuming PageRange) { self.memory = memory }
}
