/** What heads look at, without the matrix of weights. Start at {@code InspectCommand}. */
@org.jspecify.annotations.NullMarked
package dev.heed.cli.inspect;
