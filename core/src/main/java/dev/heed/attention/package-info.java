/**
 * The operator: scaled dot-product attention and what belongs to it. Start at {@link
 * dev.heed.attention.Attention}.
 *
 * <p>Letters in shapes: B batch, H query heads, Hk key/value heads, L queries, S keys, D size of a
 * query and a key, Dv size of a value.
 */
package dev.heed.attention;
