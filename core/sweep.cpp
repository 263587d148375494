// Which instructions to use, and threads that take jobs from one counter.
#include "sweep.h"

#include <atomic>
#include <thread>
#include <vector>

using Run = bool (*)(const HowfarSweep &, int (*)(void *), void *);
bool howfar_run_plain(const HowfarSweep &, int (*)(void *), void *);
#ifdef HOWFAR_X86
bool howfar_run_avx2(const HowfarSweep &, int (*)(void *), void *);
bool howfar_run_avx512(const HowfarSweep &, int (*)(void *), void *);
#endif

namespace {

struct Queue {
    std::atomic<int> next{0};
    int jobs = 0;
    volatile int32_t *told = nullptr; // another thread looks on
};

int next_job(void *queue) {
    auto *q = static_cast<Queue *>(queue);
    const int job = q->next.fetch_add(1, std::memory_order_relaxed);
    if (q->told) {
        if (job <= q->jobs) q->told[0] = job;
        if (q->told[1] != 0) return -1;
    }
    return job < q->jobs ? job : -1;
}

Run run_with(int lanes) {
#ifdef HOWFAR_X86
    if (lanes >= 2) return howfar_run_avx512;
    if (lanes == 1) return howfar_run_avx2;
#endif
    (void)lanes;
    return howfar_run_plain;
}

} // namespace

int32_t howfar_core_version(void) { return 5; }

int32_t howfar_core_lanes(void) {
#ifdef HOWFAR_X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq"))
        return 2;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 1;
#endif
    return 0;
}

int32_t howfar_core_sweep(const HowfarSweep *sweep, int32_t lanes) {
    const int best = howfar_core_lanes();
    const Run run = run_with(lanes < best ? lanes : best);
    Queue queue;
    queue.told = sweep->told;
    for (int w = 0; w < sweep->wedge_count; ++w) queue.jobs += sweep->wedges[w].chunks;
    std::atomic<bool> done{true};
    const auto work = [&] {
        if (!run(*sweep, next_job, &queue)) {
            done = false;
            queue.next = queue.jobs;
        }
    };
    try {
        std::vector<std::thread> others;
        for (int t = 1; t < sweep->threads && t < queue.jobs; ++t) others.emplace_back(work);
        work();
        for (auto &other : others) other.join();
    } catch (...) { // no thread was to be had
        return 1;
    }
    return done ? 0 : 1;
}
