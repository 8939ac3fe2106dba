/// membarrier(2), global: waits for a grace period of the kernel.
enum GlobalBroadcast {
    static func prepare() throws(StrategyFailure) {
        let supported: Membarrier.Commands
        do throws(Membarrier.Failure) {
            supported = try Membarrier.supportedCommands()
        } catch {
            throw StrategyFailure(error)
        }
        guard supported.contains(.global) else {
            throw StrategyFailure("this kernel does not list MEMBARRIER_CMD_GLOBAL (isolated CPUs?)")
        }
    }

    static func broadcast() throws(StrategyFailure) {
        do throws(Membarrier.Failure) {
            try Membarrier.issue(.global)
        } catch {
            throw StrategyFailure(error)
        }
    }
}
