package dev.heed.explain;

/**
 * One column's part in the score, step 1.
 *
 * @param query q_d
 * @param key k_d
 * @param product q_d·k_d, rounded to float64 and no further
 * @param sum what the columns so far come to: fma(k_d, q_d, the sum before), rounded once
 */
public record Product(double query, double key, double product, double sum) {}
