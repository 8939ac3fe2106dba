/// The membarrier(2) system call, whole and typed.
///
/// ``AsymmetricFence`` is what algorithms use; this is for those who need one command of the call itself.
///
/// - Note: Source: membarrier(2); seed 1 of this project, which introduced the call.
public enum Membarrier {}
