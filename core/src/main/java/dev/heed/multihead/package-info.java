/**
 * Many heads between learned maps. Start at {@link dev.heed.multihead.MultiHeadAttention}, which
 * also says what the letters in shapes mean.
 */
package dev.heed.multihead;
