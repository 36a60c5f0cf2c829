/** The local web page. Start at {@code ServeCommand}. */
@org.jspecify.annotations.NullMarked
package dev.heed.cli.serve;
