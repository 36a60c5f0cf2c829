package dev.heed.engine.inspect;

/**
 * What weights of a part of the keys are measured by, found elsewhere from all keys.
 *
 * @param maxima of the scores of each row of {@code [B, H, L]}, and
 * @param factors what exp(score − maximum) is multiplied with: 0 for a row without keys, NaN for
 *     one that is not defined
 */
@SuppressWarnings("ArrayRecordComponent") // made once a call, never compared, never handed on
public record RowFactors(double[] maxima, double[] factors) {}
