@NullMarked
package dev.heed.spark.command;

import org.jspecify.annotations.NullMarked;
