import BenchmarkKit
import Testing

struct ChildFailureTests {
    @Test func aTrapIsToldByItsMessage() {
        let words = "a warning\nModule/File.swift:7: Fatal error: no fence is left\nrest\n"
        #expect(ChildFailure(wasSignalled: true, status: 4, message: words).description == "no fence is left")
    }

    @Test func anotherEndIsToldByTheLastLine() {
        let failure = ChildFailure(wasSignalled: false, status: 70, message: "a warning\nthe reason\n")
        #expect(failure.description == "the reason")
    }

    @Test func silenceIsToldByTheStatus() {
        #expect(ChildFailure(wasSignalled: true, status: 9, message: "").description.contains("signal 9"))
        #expect(ChildFailure(wasSignalled: false, status: 3, message: "").description.contains("status 3"))
    }
}
