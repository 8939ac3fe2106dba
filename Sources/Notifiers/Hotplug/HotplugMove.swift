/// Something that was started or torn down, and can be undone.
struct HotplugMove {
    let step: HotplugStep
    let unit: HotplugUnit
    let worker: Int
}
