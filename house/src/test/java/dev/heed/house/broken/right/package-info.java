/** The other half of the cycle. */
@org.jspecify.annotations.NullMarked
package dev.heed.house.broken.right;
