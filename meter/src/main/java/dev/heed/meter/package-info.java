/**
 * How fast this machine is, and how much of that Heed reaches. Start at {@link
 * dev.heed.meter.Survey}.
 *
 * <p>Times are in seconds, speeds in 10⁹ floating point operations or bytes a second. B, H, L, S, D
 * are sequences, query heads, queries, keys and columns, Hk heads of keys and values.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.meter;
