// SwiftPM wants a source file in every C target; the functions are all inline, in the headers.
#include "CTestShims.h"
