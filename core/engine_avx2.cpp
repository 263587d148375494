// The sweep for one kind of machine: compiled with its own flags, so nothing here may be shared with another.
#include "lanes_plain.hpp"
#include "lanes_avx2.hpp"
#include "wedge.hpp"

bool howfar_run_avx2(const HowfarSweep &sweep, int (*next_job)(void *), void *queue) {
    if (sweep.high_antenna) return run_jobs<Lanes<double, 8>>(sweep, next_job, queue);
    return run_jobs<Wide>(sweep, next_job, queue);
}
