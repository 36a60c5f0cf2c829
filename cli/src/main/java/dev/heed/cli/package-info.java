/** One class for each command that a user types, and what they share. Start at {@code Heed}. */
@org.jspecify.annotations.NullMarked
package dev.heed.cli;
