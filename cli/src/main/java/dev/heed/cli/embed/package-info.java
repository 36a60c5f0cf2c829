/** Texts as vectors, and what lies near them. Start at {@code EmbedCommand}. */
@org.jspecify.annotations.NullMarked
package dev.heed.cli.embed;
