/** Options that several commands share, and what they read. Start at {@code TextOptions}. */
@org.jspecify.annotations.NullMarked
package dev.heed.cli.input;
