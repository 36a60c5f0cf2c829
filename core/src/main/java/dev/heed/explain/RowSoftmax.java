package dev.heed.explain;

/**
 * The softmax of the pair's query over all keys that are left to it, step 6.
 *
 * @param keys how many are left
 * @param maximum the largest masked score, or the sink where that is larger; −∞ without a key
 * @param maximumKey the first key with that score; −1 where it is the sink's, or there is none
 * @param sink the head's logit that has no value; −∞ for none
 * @param sinkPower exp(sink − maximum), its part of the sum; 0 for none
 * @param sum Σ exp(score − maximum) in the order of the keys, the sink first
 * @param logSumExp maximum + ln(sum) as {@code Attention.evaluate} gives it; its sum is rescaled
 *     from tile to tile of keys and may differ from this one in the last place
 */
public record RowSoftmax(
    int keys,
    double maximum,
    int maximumKey,
    double sink,
    double sinkPower,
    double sum,
    double logSumExp) {}
