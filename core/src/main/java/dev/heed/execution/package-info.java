/**
 * How a call runs: on how many threads, where helpers come from, with which kernels. Start at
 * {@link dev.heed.execution.Execution}.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.execution;
