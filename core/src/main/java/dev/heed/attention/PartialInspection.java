package dev.heed.attention;

import org.jspecify.annotations.Nullable;

/**
 * What {@link SplitAttention#inspect} finds of some queries in a part of the keys; what nobody
 * asked for is null.
 *
 * @param topKeys of each query, to be merged with those of other keys
 * @param received of each key, to be added to those of other queries
 */
public record PartialInspection(
    @Nullable PartialTopKeys topKeys, @Nullable PartialReceived received) {}
