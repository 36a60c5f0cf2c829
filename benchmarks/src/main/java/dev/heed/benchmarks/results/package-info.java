/**
 * What was measured, where it came from and how it is shown, whatever was measured. Start at {@link
 * dev.heed.benchmarks.results.Results}; {@link dev.heed.benchmarks.results.Commands} runs the
 * processes that measure.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.benchmarks.results;
