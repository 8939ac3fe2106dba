// Checks that the header is plain C. Not in CLiburcuShims.c: see there why no file may include both configurations.
#include "MembWithoutCheck/CLiburcuMembWithoutCheck.h"
