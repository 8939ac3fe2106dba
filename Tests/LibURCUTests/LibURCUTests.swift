import Testing

/// Everything in turn: each test fills the machine's processors by itself.
@Suite(.serialized)
enum LibURCUTests {}
