@NullMarked
package dev.heed.spark;

import org.jspecify.annotations.NullMarked;
