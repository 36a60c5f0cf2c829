/**
 * Engines of others; only the Maven profile {@code benchmarks} builds them. Start at {@link
 * dev.heed.benchmarks.Engine}, as which they are found.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.benchmarks.peers;
