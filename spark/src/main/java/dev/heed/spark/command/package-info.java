/** {@code heed spark}: the same in a local Spark, or on a cluster that is named. */
@NullMarked
package dev.heed.spark.command;

import org.jspecify.annotations.NullMarked;
