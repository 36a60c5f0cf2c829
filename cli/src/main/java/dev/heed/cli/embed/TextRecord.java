package dev.heed.cli.embed;

import org.jspecify.annotations.Nullable;

/**
 * One text of a file of many.
 *
 * @param line the line that it begins in, from 1
 * @param id what the file calls it, a text, number or flag; null if nobody asked
 * @param text the text
 */
record TextRecord(long line, @Nullable Object id, String text) {}
