/// The updater of the shapes with a pipe: replaces, waits for a grace period, ages what it has replaced so far.
enum PipeUpdater<Flavor: TorturedFlavor> {
    /// What an updater needs: one version in each stage, one to publish, and one spare.
    static var slots: Int { VersionPipe.length + 2 }

    /// Runs until the run stops. Slot 0 of the pool is the first version; each updater has the next so many.
    static func update(
        _ published: PublishedVersion,
        _ index: Int,
        _ run: TortureRun,
        between: () -> Void = {}
    ) {
        let own = (0..<slots).map { published.pool[1 + index * slots + $0] }
        var pipe = VersionPipe(free: own, origin: index)
        while !run.isStopped {
            pipe.replace(in: published)
            Flavor.synchronize()
            pipe.age()
            run.countGracePeriod()
            between()
        }
    }
}
