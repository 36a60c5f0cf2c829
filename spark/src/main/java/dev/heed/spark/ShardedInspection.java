package dev.heed.spark;

import dev.heed.inspection.TopKeys;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a sharded attention, and where its queries look.
 *
 * @param result output and log-sum-exp
 * @param topKeys of each query, {@code [H, L, K]}; null where nobody asked
 * @param received a row a block that some query may see: {@code block int}, {@code firstKey int},
 *     {@code keys int} and {@code received array<double>}, {@code [H, keys]} in C order, each
 *     number the sum of what a key receives from all queries. It is kept by the executors until
 *     somebody calls {@code unpersist} or the session ends; null where nobody asked
 */
public record ShardedInspection(
    ShardedResult result, @Nullable TopKeys topKeys, @Nullable Dataset<Row> received) {}
