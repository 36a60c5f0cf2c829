/**
 * The kernels on the Vector API: the bits of the scalar set, faster. Start at {@link
 * dev.heed.vector.VectorKernelProvider}.
 *
 * <p>Species are constants of the machine; no vector is kept in a field, handed to a method or
 * returned. {@code lanes} is the number of queries in a tile, as in {@code dev.heed.kernel}.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.vector;
