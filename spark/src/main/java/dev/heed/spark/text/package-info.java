/** What happens to the texts of one partition, on one executor. */
@NullMarked
package dev.heed.spark.text;

import org.jspecify.annotations.NullMarked;
