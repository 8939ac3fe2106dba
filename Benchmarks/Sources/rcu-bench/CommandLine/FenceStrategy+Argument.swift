public import ArgumentParser
public import AsymmetricFences

extension FenceStrategy: @retroactive ExpressibleByArgument {}
