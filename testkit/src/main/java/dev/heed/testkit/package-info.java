/**
 * What tests measure against: a float64 attention on plain arrays, written to be read. Start at
 * {@link dev.heed.testkit.AttentionOracle}.
 *
 * <p>Letters: B batch, H query heads, Hk key heads, L queries, S keys, D size of a query and a key,
 * Dv size of a value. Arrays are flat in C order: queries {@code [B,H,L,D]}, keys {@code
 * [B,Hk,S,D]}, values {@code [B,Hk,S,Dv]}, scores {@code [B,H,L,S]}.
 */
@NullMarked
package dev.heed.testkit;

import org.jspecify.annotations.NullMarked;
