package dev.heed.testkit;

/**
 * What attention gives, in float64.
 *
 * @param output {@code [B,H,L,Dv]}
 * @param weights {@code [B,H,L,S]}
 * @param logSumExp {@code [B,H,L]}
 */
@SuppressWarnings("ArrayRecordComponent") // plain arrays are this module's only currency
public record OracleResult(double[] output, double[] weights, double[] logSumExp) {}
