/**
 * Work of the size of a tile on plain arrays, in sets that give the same bits; the scalar set is
 * their specification. Start at {@link dev.heed.kernel.KernelProvider}.
 *
 * <p>{@code A} is {@code float[]} or {@code double[]}. A tile holds up to {@code lanes} queries
 * side by side, so a score tile is {@code [keys][lanes]} and an output tile {@code [Dv][lanes]}:
 * what runs over keys or over d runs in order, lane by lane. The order of every sum is a contract,
 * written down in {@code docs/decisions/0001-order-of-summation.md}. Nothing here checks its
 * arguments: callers have.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.kernel;
