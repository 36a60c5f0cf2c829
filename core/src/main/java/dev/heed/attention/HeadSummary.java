package dev.heed.attention;

/**
 * What one head does on one input, as means over its queries. Queries that see no key take no part.
 *
 * @param entropy −Σ w·ln w, in nats: 0 where a query attends to one key, ln n where it attends
 *     evenly to n
 * @param distance Σ w·|i − j|, how far from the query its weight lies, in tokens
 * @param sink the weight on the first token, or the first few, from 0 to 1
 * @param diagonal the weight on the query's own token
 * @param previous the weight on the token before the query's
 * @param induction the weight on tokens that follow an earlier occurrence of the query's token,
 *     over the queries whose token occurred before; NaN where no token occurs twice
 */
public record HeadSummary(
    double entropy,
    double distance,
    double sink,
    double diagonal,
    double previous,
    double induction) {}
