/** Where results and messages go. Start at {@code Console}. */
@org.jspecify.annotations.NullMarked
package dev.heed.cli.console;
