import BenchmarkKit
import Glibc

/// `malloc` and `free`, whichever library serves them in this process.
struct MallocSource: PageSource {
    @inline(__always)
    func allocate(pages: Int) -> UnsafeMutableRawPointer {
        guard let address = malloc(pages &* PageTouch.pageBytes) else {
            BenchmarkAbort.abort("rcu-bench: vmap: malloc of \(pages) pages failed", status: .systemError)
        }
        return address
    }

    @inline(__always)
    func free(_ address: UnsafeMutableRawPointer, pages: Int) {
        Glibc.free(address)
    }
}
