/** Heed on Apache Spark beside the plain library and beside langchain4j's model in its tasks. */
@NullMarked
package dev.heed.benchmarks.spark;

import org.jspecify.annotations.NullMarked;
