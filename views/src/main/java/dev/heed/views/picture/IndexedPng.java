package dev.heed.views.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A raster as a PNG file of one pixel a cell with a palette, written without the JDK's graphics so
 * that SVG and HTML need none (PNG, third edition: W3C, 2025).
 */
final class IndexedPng {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int UNKNOWN = ColourRamp.STEPS;
  private static final int LEFT_OUT = ColourRamp.STEPS + 1;
  private static final int COLOURS = ColourRamp.STEPS + 2;

  private IndexedPng() {}

  static byte[] of(Raster raster, Theme theme) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(SIGNATURE);
    // Eight bits a pixel, colour type 3 (palette), no interlacing.
    ByteBuffer header = ByteBuffer.allocate(13).putInt(raster.columns()).putInt(raster.rows());
    header.put((byte) 8).put((byte) 3).put((byte) 0).put((byte) 0).put((byte) 0);
    chunk(file, "IHDR", header.array());
    chunk(file, "PLTE", palette(theme));
    byte[] opacity = new byte[COLOURS];
    java.util.Arrays.fill(opacity, 0, LEFT_OUT, (byte) 255);
    chunk(file, "tRNS", opacity);
    chunk(file, "IDAT", deflated(rows(raster)));
    chunk(file, "IEND", new byte[0]);
    return file.toByteArray();
  }

  private static byte[] palette(Theme theme) {
    ByteBuffer palette = ByteBuffer.allocate(3 * COLOURS);
    for (int step = 0; step < COLOURS; step++) {
      int rgb =
          step < ColourRamp.STEPS
              ? ColourRamp.rgb(theme, step)
              : theme.rgb(step == UNKNOWN ? Paint.Role.UNKNOWN : Paint.Role.SURFACE);
      palette.put((byte) (rgb >> 16)).put((byte) (rgb >> 8)).put((byte) rgb);
    }
    return palette.array();
  }

  /** Each row after a byte that says it is not filtered: filters do not help with a palette. */
  private static byte[] rows(Raster raster) {
    byte[] rows = new byte[raster.rows() * (raster.columns() + 1)];
    int place = 0;
    for (int row = 0; row < raster.rows(); row++) {
      rows[place++] = 0;
      for (int column = 0; column < raster.columns(); column++) {
        int step = raster.at(row, column);
        rows[place++] =
            (byte) (step == Raster.UNKNOWN ? UNKNOWN : step == Raster.LEFT_OUT ? LEFT_OUT : step);
      }
    }
    return rows;
  }

  private static byte[] deflated(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      deflater.setInput(bytes);
      deflater.finish();
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] data) {
    byte[] named =
        ByteBuffer.allocate(4 + data.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    CRC32 check = new CRC32();
    check.update(named);
    file.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    file.writeBytes(named);
    file.writeBytes(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
  }
}
