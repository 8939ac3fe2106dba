import BenchmarkKit
import Glibc

/// A mapping of its own for each request: what a process has without an allocator.
struct MappingSource: PageSource {
    @inline(__always)
    func allocate(pages: Int) -> UnsafeMutableRawPointer {
        let bytes = pages &* PageTouch.pageBytes
        guard let address = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            address != MAP_FAILED
        else {
            let reason = String(cString: strerror(errno))
            BenchmarkAbort.abort("rcu-bench: vmap: mmap of \(pages) pages failed: \(reason)", status: .systemError)
        }
        return address
    }

    @inline(__always)
    func free(_ address: UnsafeMutableRawPointer, pages: Int) {
        munmap(address, pages &* PageTouch.pageBytes)
    }
}
