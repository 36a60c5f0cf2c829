/** One class for each command that a user types. Start at {@code Heed}. */
@org.jspecify.annotations.NullMarked
package dev.heed.cli;
