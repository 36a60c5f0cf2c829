package dev.heed.formats;

import dev.heed.tensor.Shape;
import java.math.BigInteger;

/**
 * One tensor as a safetensors header describes it.
 *
 * @param name the tensor's name
 * @param type its elements in the file
 * @param shape its shape
 * @param begin where its elements begin, counted from the first byte behind the header
 * @param end where they end (exclusive)
 */
record SafetensorsEntry(String name, ElementType type, Shape shape, long begin, long end) {
  /** Bytes of the elements. */
  long bytes() {
    return end - begin;
  }

  /** This tensor's place in a file. */
  static Place place(Place file, String name) {
    return file.at("tensor " + Excerpt.quoted(name));
  }

  /** Refuses offsets that run backwards, or hold more or less than the shape. */
  void check(Place file) throws FileException {
    Place place = place(file, name);
    if (end < begin) {
      throw place.error(
          "data_offsets [%d, %d] run backwards: the first is where the tensor begins"
              .formatted(begin, end));
    }
    BigInteger needed = ElementReader.bytes(shape, type);
    if (!needed.equals(BigInteger.valueOf(bytes()))) {
      throw place.error(
          "shape %s of %d-byte %s needs %s bytes and data_offsets [%d, %d] hold %d: they must agree"
              .formatted(shape, type.bytes(), type, needed, begin, end, bytes()));
    }
  }
}
