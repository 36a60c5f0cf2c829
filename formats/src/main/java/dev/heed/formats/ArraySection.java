package dev.heed.formats;

import java.io.InputStream;

/**
 * The bytes of one npy array, wherever they come from.
 *
 * @param stream the bytes; a member of an archive is unpacked on the way
 * @param length how many bytes there are, or are said to be
 * @param measured whether the file was seen to hold {@code length} bytes, so that memory for them
 *     may be taken at once; false where only an archive's directory says so
 * @param place the array's place, for errors
 */
record ArraySection(InputStream stream, long length, boolean measured, Place place) {}
