/** Placeholder. */
@org.jspecify.annotations.NullMarked
package dev.heed.lessons;
