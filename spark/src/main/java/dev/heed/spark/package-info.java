/**
 * Heed on Apache Spark: columns of texts, and one sequence whose keys and values are spread over
 * executors. Rows in, rows out; every number is made by the rooms below.
 */
@NullMarked
package dev.heed.spark;

import org.jspecify.annotations.NullMarked;
