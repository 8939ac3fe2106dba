extension FenceKind {
    /// The left thread's body with this fence in it.
    func left(_ shape: LitmusShape) -> LitmusBody<LightFence>.Function {
        switch self {
        case .barrier: LitmusBody<LightFence>.left(shape)
        case .fullFence: LitmusBody<FullFence>.left(shape)
        case .membarrier: LitmusBody<HeavyFence>.left(shape)
        }
    }

    /// The right thread's body with this fence in it.
    func right(_ shape: LitmusShape) -> LitmusBody<LightFence>.Function {
        switch self {
        case .barrier: LitmusBody<LightFence>.right(shape)
        case .fullFence: LitmusBody<FullFence>.right(shape)
        case .membarrier: LitmusBody<HeavyFence>.right(shape)
        }
    }
}
