import ArgumentParser

/// The root of the command line; what runs is always one of the subcommands.
struct RCUBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rcu-bench",
        abstract: "Measures this package's fences, RCU, allocator, notifiers and workers beside what else there is.",
        discussion: """
            The result goes to standard output or to --output, as a table, as JSON or as CSV. A mistake on the command \
            line is answered with one line on standard error and exit status 64, before anything runs.

            RCU_FENCE_STRATEGY=private-expedited|signal|global|mprotect forces how heavy fences reach other threads.
            """,
        subcommands: [
            ThroughputCommand.self, FencesCommand.self, OrderingCommand.self, GracePeriodCommand.self,
            RetireCommand.self, SectionsCommand.self, VmapCommand.self, HugePagesCommand.self,
            NotifiersCommand.self, HotplugCommand.self,
        ],
        defaultSubcommand: ThroughputCommand.self
    )
}
