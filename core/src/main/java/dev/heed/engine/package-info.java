/**
 * What runs a call. Start at {@link dev.heed.engine.Engine}.
 *
 * <p>Letters in shapes: B batch, H query heads, Hk key/value heads, L queries, S keys, D size of a
 * query and a key, Dv size of a value.
 */
package dev.heed.engine;
