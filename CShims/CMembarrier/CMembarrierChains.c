#include "CMembarrierChains.h"

__thread uintptr_t cmembarrier_chain_frame __attribute__((tls_model("initial-exec"))) = 0;
