#define _GNU_SOURCE
#include "CBenchmarkShims.h"

#include <dlfcn.h>
#include <errno.h>
#include <sched.h>

int CBenchmarkShims_get_affinity(uint64_t *bits, size_t words) {
    return sched_getaffinity(0, words * sizeof *bits, (cpu_set_t *)bits) == 0 ? 0 : errno;
}

int CBenchmarkShims_set_affinity(const uint64_t *bits, size_t words) {
    return sched_setaffinity(0, words * sizeof *bits, (const cpu_set_t *)bits) == 0 ? 0 : errno;
}

const char *CBenchmarkShims_library_of_malloc(void) {
    Dl_info library;
    void *function = dlsym(RTLD_DEFAULT, "malloc");
    return function && dladdr(function, &library) ? library.dli_fname : NULL;
}
