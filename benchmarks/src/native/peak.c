// Prints the float32 multiply-adds in registers that this machine does, in GF/s, on as many threads
// as the argument says. Built by benchmarks/run where there is a C compiler.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(__AVX512F__)
#define BYTES 64
#elif defined(__AVX__)
#define BYTES 32
#else
#define BYTES 16
#endif

// More chains than an fma has latency times units; on x86 with 16 registers no more than 14.
#if defined(__aarch64__)
#define CHAINS 16
#else
#define CHAINS 12
#endif

typedef float vector __attribute__((vector_size(BYTES)));

#define STEPS 40000000L
#define REPEATS 5

static volatile float sink[64];

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

static void *run(void *thread) {
  vector chains[CHAINS], factor, added, all = {0};
  for (int i = 0; i < BYTES / 4; i++) factor[i] = 0.99f, added[i] = 0.01f;
  for (int c = 0; c < CHAINS; c++) chains[c] = added * (float)c;
  for (long step = 0; step < STEPS; step++) {
#pragma GCC unroll 16
    for (int c = 0; c < CHAINS; c++) chains[c] = chains[c] * factor + added;
  }
  for (int c = 0; c < CHAINS; c++) all += chains[c];
  sink[(long)thread] = all[0];
  return NULL;
}

int main(int count, char **arguments) {
  long threads = count > 1 ? atol(arguments[1]) : 1;
  pthread_t others[64];
  if (threads < 1 || threads > 64) return 2;
  for (int repeat = 0; repeat < REPEATS; repeat++) {
    double start = now();
    for (long t = 1; t < threads; t++) pthread_create(&others[t], NULL, run, (void *)t);
    run(0);
    for (long t = 1; t < threads; t++) pthread_join(others[t], NULL);
    double flops = 2.0 * CHAINS * (BYTES / 4) * STEPS * threads;
    printf("%.1f GF/s\n", 1e-9 * flops / (now() - start));
  }
  return 0;
}
