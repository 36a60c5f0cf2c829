// Preloaded into a process that is held to some processors: nobody in it moves a thread to others.
// ONNX Runtime binds its threads to all processors that the machine has, those of taskset or not.
// Built by benchmarks/run where there is a C compiler.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>

int pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *set) {
  (void)thread, (void)size, (void)set;
  return 0;
}

int sched_setaffinity(pid_t process, size_t size, const cpu_set_t *set) {
  (void)process, (void)size, (void)set;
  return 0;
}
