/** The server as its callers meet it. */
@org.jspecify.annotations.NullMarked
package dev.heed.explorer;
