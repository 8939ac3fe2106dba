// What Swift cannot see of liburcu: macros, by whose names its inline readers go; transparent unions, which its queues
// and stacks take; fields that only some versions have.
#ifndef CLIBURCUSHIMS_H
#define CLIBURCUSHIMS_H

#include "CLiburcuContainers.h"
#include "CLiburcuFlavors.h"
#include "CLiburcuNodes.h"
#include "CLiburcuReaders.h"

#endif
