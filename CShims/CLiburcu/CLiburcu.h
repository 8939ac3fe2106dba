// liburcu as Debian and Ubuntu ship it: every flavor but signal, which 0.15 removed (see CLiburcuSignal), and the
// concurrent data structures.
#ifndef CLIBURCU_H
#define CLIBURCU_H

// First, and so without _LGPL_SOURCE: the data structures are called in the shared library, and no code of theirs
// becomes part of the program.
#include <urcu/lfstack.h>
#include <urcu/rculfhash.h>
#include <urcu/rculfqueue.h>
#include <urcu/wfcqueue.h>
#include <urcu/wfstack.h>

// Makes the read sides `static inline`: functions of ten lines and less, which liburcu's headers offer to all code.
#ifndef _LGPL_SOURCE
#define _LGPL_SOURCE
#endif

#include <urcu/urcu-memb.h>
#include <urcu/urcu-mb.h>
#include <urcu/urcu-bp.h>
#include <urcu/urcu-qsbr.h>

#endif
