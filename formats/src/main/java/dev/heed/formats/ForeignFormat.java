package dev.heed.formats;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Files that are mistaken for arrays, told by their first bytes, for errors that help. */
enum ForeignFormat {
  PICKLE("\u0080\u0002", "a Python pickle, which is refused because loading it runs code"),
  PICKLE_3("\u0080\u0003", "a Python pickle, which is refused because loading it runs code"),
  PICKLE_4("\u0080\u0004", "a Python pickle, which is refused because loading it runs code"),
  PICKLE_5("\u0080\u0005", "a Python pickle, which is refused because loading it runs code"),
  GZIP("\u001f\u008b", "compressed by gzip: unpack it first"),
  HDF5("\u0089HDF", "an HDF5 file: save its arrays with numpy.savez"),
  MATLAB("MATLAB 5.0", "a MATLAB file: save its arrays with numpy.savez"),
  PARQUET("PAR1", "a Parquet file: save its numbers as CSV"),
  GIT_LFS("version https://", "the pointer to a file in Git LFS: fetch the file with git lfs pull"),
  PNG("\u0089PNG", "a PNG image"),
  PDF("%PDF", "a PDF document"),
  UTF_16_LE("\u00ff\u00fe", "text in UTF-16: save it as UTF-8"),
  UTF_16_BE("\u00fe\u00ff", "text in UTF-16: save it as UTF-8");

  /** Bytes that suffice to tell. */
  static final int LONGEST = 16;

  private final String magic;
  private final String words;

  ForeignFormat(String magic, String words) {
    this.magic = magic;
    this.words = words;
  }

  /** In words what a file with this beginning seems to be, if it is one of these. */
  static Optional<String> words(byte[] start) {
    return Arrays.stream(values())
        .filter(format -> begins(start, format.magic))
        .map(format -> format.words)
        .findFirst();
  }

  /** Whether {@code start} begins with {@code magic}, a byte a character. */
  static boolean begins(byte[] start, String magic) {
    return new String(start, StandardCharsets.ISO_8859_1).startsWith(magic);
  }
}
