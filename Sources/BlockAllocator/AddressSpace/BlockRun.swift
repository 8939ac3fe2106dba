/// Adjacent blocks of the reservation.
struct BlockRun: Equatable {
    var first: Int
    var count: Int

    var end: Int { first + count }
}
