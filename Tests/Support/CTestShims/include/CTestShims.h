// What the tests need and Swift cannot say. Every function is static inline.
#ifndef CTESTSHIMS_H
#define CTESTSHIMS_H

#include "CTestShimsDenial.h"
#include "CTestShimsHugePages.h"
#include "CTestShimsMalloc.h"
#include "CTestShimsMemory.h"
#include "CTestShimsProcess.h"
#include "CTestShimsTimer.h"
#include "CTestShimsUserfault.h"

#endif
