#include "CMembarrierWorkers.h"

__thread void *cmembarrier_worker = 0;
