public import LibURCU
public import TortureKit

// The same members, under the name that the stress test knows them by.
extension MembWithoutCheck: TorturedFlavor {}
extension Memb: TorturedFlavor {}
extension MB: TorturedFlavor {}
extension LibURCU.Signal: TorturedFlavor {}
extension BP: TorturedFlavor {}
extension QSBR: TorturedFlavor {}
