// SwiftPM builds no target without a source file; this one also checks that the headers are plain C.
#include "CLiburcuShims.h"
