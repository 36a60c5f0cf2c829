/**
 * Micro-benchmarks, for work on the operator and its kernels; {@code benchmarks/README.md} says how
 * to run them. Start at {@link dev.heed.benchmarks.micro.AttentionBenchmark}.
 */
@org.jspecify.annotations.NullUnmarked
package dev.heed.benchmarks.micro;
