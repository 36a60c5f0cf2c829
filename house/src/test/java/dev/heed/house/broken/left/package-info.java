/** Half of a cycle, and a class that breaks one rule a line. */
@org.jspecify.annotations.NullMarked
package dev.heed.house.broken.left;
