import ArgumentParser
import BenchmarkKit
import Glibc

/// A file for a result, open and ready: no run ends with nowhere to write.
struct TextFile {
    let descriptor: CInt

    init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// Opens the file, or makes it, and empties it.
    init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw ValidationError("cannot write to '\(path)': \(String(cString: strerror(errno)))")
        }
    }

    /// Writes all of the text.
    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
                guard written >= 0 || errno == EINTR else {
                    BenchmarkAbort.abort("cannot write the result: \(String(cString: strerror(errno)))", status: .io)
                }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(written, 0)))
            }
        }
    }
}
