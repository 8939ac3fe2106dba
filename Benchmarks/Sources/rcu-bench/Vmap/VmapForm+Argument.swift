import ArgumentParser

extension VmapForm: ExpressibleByArgument {}
