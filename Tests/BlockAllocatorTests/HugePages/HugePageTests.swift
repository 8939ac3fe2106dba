import Testing

/// Everything whose result depends on the machine's huge pages, one after the other: the long form takes them away for a moment.
@Suite("Huge pages", .serialized)
enum HugePageTests {}
