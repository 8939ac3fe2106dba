import ReadCopyUpdate

// Runs every example once, and stops if one does not do what its comment says.
func runAll() {
    let router = Router()
    precondition(router.handler(for: "/") == nil)
    router.add("index", for: "/")
    precondition(router.handler(for: "/") == "index")

    let weight = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    weight.initialize(to: 3)
    precondition(work(through: [1, 2, 3], with: RCUPointer(weight)) == 18)
    weight.deallocate()

    let turnstile = Turnstile()
    precondition(turnstile.enter())
    precondition(!turnstile.close())
    turnstile.leave()
    precondition(turnstile.close())
    precondition(!turnstile.enter())

    let sessions = Sessions()
    sessions.open("ada", as: 1)
    precondition(sessions.user(of: 1) == "ada")
    sessions.close(1)
    precondition(sessions.user(of: 1) == nil)
}

runAll()
print("examples: all ran")
