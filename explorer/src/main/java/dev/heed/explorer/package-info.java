/** The local web page on which attention can be walked through, and its JSON API. */
@org.jspecify.annotations.NullMarked
package dev.heed.explorer;
