import ReadCopyUpdate
import Synchronization

// Runs every example once, and stops if one does not do what its comment says.
func runAll() async throws {
    try configureRCU { print($0) }

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

    try await runFlags()
    await runPrices()
    await runPlugins()
    await runTemplates()

    // What the boxes retired may still wait.
    await RCU.barrier()
    precondition(healthReport().last == "0 values, 0 bytes wait to be destroyed")
}

func runFlags() async throws {
    let flags = FeatureFlags()
    let (sightings, sight) = AsyncStream.makeStream(of: Set<String>.self)
    let follower = Task { await flags.follow { sight.yield($0) } }
    // Again and again: the follower sees what is published after it has begun.
    let writer = Task {
        while !Task.isCancelled {
            try await flags.reload { ["dark"] }
            await Task.yield()
        }
    }
    for await sighting in sightings {
        precondition(sighting == ["dark"])
        break
    }
    writer.cancel()
    try await writer.value
    follower.cancel()
    await follower.value
    precondition(flags.isOn("dark"))
    let cleared = await flags.clear()
    precondition(cleared == ["dark"])
    precondition(!flags.isOn("dark"))
}

func runPrices() async {
    let prices = Prices()
    precondition(prices.price(of: 0) == nil)
    prices.publish([3, 5])
    prices.publish([4, 6])
    precondition(prices.price(of: 1) == 6)
    await prices.close()
    precondition(prices.price(of: 1) == nil)
}

func runPlugins() async {
    let plugins = Plugins()
    await plugins.load("double") { $0 * 2 }
    precondition(plugins.run("double", on: 21) == 42)
    let unmapped = Unmapped()
    await plugins.unload("double") { unmapped.count.add(1, ordering: .relaxed) }
    precondition(unmapped.count.load(ordering: .relaxed) == 1)
    precondition(plugins.run("double", on: 21) == nil)

    var slots = RestingSlots()
    slots.put(7)
    await RCU.GracePeriod.start().wait()
    precondition(slots.take() == 7)
    precondition(slots.take() == nil)
}

func runTemplates() async {
    let templates = Templates()
    let nothing = await templates.page(for: 1) { _ in "ada" }
    precondition(nothing == nil)
    templates.replace(with: "Hello")
    let page = await templates.page(for: 1) { _ in
        templates.replace(with: "Goodbye")
        return "ada"
    }
    precondition(page == "Hello, ada")
    await templates.close()
}

final class Unmapped: Sendable {
    let count = Atomic<Int>(0)
}

try await runAll()
print("examples: all ran")
