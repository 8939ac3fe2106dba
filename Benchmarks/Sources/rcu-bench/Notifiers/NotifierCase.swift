/// One row's operation and count, and what is called for it.
struct NotifierCase: Sendable {
    let operation: NotifierOperation
    let count: Int
    let subject: any NotifierSubject
}
