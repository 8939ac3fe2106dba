// The compiler of Swift 6.3.1 crashes where it should say that a borrowed parameter whose type is inferred cannot be captured by an
// escaping closure. That refuses the code too, so what is asked for is only that it does not compile.
import ReadCopyUpdate

func later(_ body: @escaping () -> Int) {}

func now(_ body: () -> Int) -> Int { body() }

func handsSectionToEscapingClosure(_ pointer: RCUPointer<Int>) {
    RCU.read { section in  // expect-refusal
        #if REFUSED
        later { section[pointer].pointee }
        #else
        _ = now { section[pointer].pointee }
        #endif
    }
}
