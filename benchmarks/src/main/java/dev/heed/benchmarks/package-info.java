/**
 * Heed's speed beside that of its peers and of the machine, in fresh JVMs that take turns. Start at
 * {@link dev.heed.benchmarks.Benchmark}, which {@code benchmarks/run} starts; {@link
 * dev.heed.benchmarks.Measure} is what it starts itself.
 *
 * <p>Dimension letters as in {@code dev.heed.meter}.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.benchmarks;
