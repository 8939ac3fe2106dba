// What Swift cannot say itself: system calls without a libc wrapper, inline assembly, thread-local storage.
// Every function is static inline; the little state there is lives in CMembarrier.c.
#ifndef CMEMBARRIER_H
#define CMEMBARRIER_H

#include "CMembarrierCallbacks.h"
#include "CMembarrierCalls.h"
#include "CMembarrierChains.h"
#include "CMembarrierHugePages.h"
#include "CMembarrierInstructions.h"
#include "CMembarrierMemory.h"
#include "CMembarrierPagemap.h"
#include "CMembarrierProcessor.h"
#include "CMembarrierRecord.h"
#include "CMembarrierSignals.h"
#include "CMembarrierUserfault.h"
#include "CMembarrierWorkers.h"

#endif
