/// What a page-middle-directory entry maps where base pages have 4 KiB.
enum HugePage {
    static let byteCount = 2 << 20
}
