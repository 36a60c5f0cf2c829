/**
 * One sequence whose keys and values are spread over executors: numbered blocks in, partial states
 * out, merged along a fixed tree.
 */
@NullMarked
package dev.heed.spark.sequence;

import org.jspecify.annotations.NullMarked;
