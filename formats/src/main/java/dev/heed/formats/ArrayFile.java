package dev.heed.formats;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Named arrays in files: npy, npz, safetensors, JSON and CSV, in and out.
 *
 * <p>A file is untrusted. Memory is taken only for what it really holds and up to a limit, by
 * default a quarter of the JVM's largest heap; nothing in it is executed; whatever is wrong with it
 * ends in a {@link FileException}.
 *
 * <p>Numbers become tensors on the heap: npy floats f2 float16, f4 float32, f8 float64; integers
 * float32 where all of an array are exact in it, else float64 (an integer without an exact float64
 * is refused); booleans bool; safetensors likewise, see {@link SafetensorsFile}, which also knows
 * the texts in such a file; CSV and JSON numbers float64, JSON arrays of true and false bool. An
 * npy array in Fortran order becomes a view with its first axis running fastest.
 *
 * <p>Written, npy, npz and safetensors keep the dtype, except that NumPy's formats lack bfloat16
 * and get float32 instead; CSV and JSON hold decimal numbers, whose exact float16 or bfloat16 comes
 * back by rounding, and int32 without a point. An int32 array is read back as floats, as all
 * integers are, with the same values; {@code to(DType.INT32)} makes it what it was.
 */
public final class ArrayFile {
  /** The name of an array in a file that has no names: npy, CSV, a bare JSON array. */
  public static final String UNNAMED = "";

  private static final String ZIP = "PK\3\4";
  private static final String EMPTY_ZIP = "PK\5\6";

  private ArrayFile() {}

  /** The bytes that the arrays of one file may take unless the caller says otherwise. */
  public static long defaultLimit() {
    return Runtime.getRuntime().maxMemory() / 4;
  }

  /**
   * The arrays of a file in its order. Its first bytes tell npy, npz and safetensors, its extension
   * the rest.
   *
   * @throws FileException if the file cannot be read, is of no supported format, is damaged, or
   *     needs more memory than {@link #defaultLimit()}
   */
  public static SequencedMap<String, Tensor> read(Path file) throws FileException {
    return read(file, defaultLimit());
  }

  /**
   * The arrays of a file; see {@link #read(Path)}.
   *
   * @param limit bytes of memory that all arrays together may take
   */
  public static SequencedMap<String, Tensor> read(Path file, long limit) throws FileException {
    return InputFile.read(file, source -> read(file, source, limit));
  }

  /**
   * The arrays of a file whose bytes are in memory already; see {@link #read(Path)}.
   *
   * @param name the file's name, for its extension and for errors
   * @param limit bytes of memory that all arrays together may take
   */
  public static SequencedMap<String, Tensor> read(String name, byte[] content, long limit)
      throws FileException {
    try {
      return read(Path.of(name), new ByteSource.Held(name, ByteBuffer.wrap(content)), limit);
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
  }

  /**
   * Writes arrays in the format that the file's extension names. The file appears complete or not
   * at all; see {@link AtomicOutput}.
   *
   * @param arrays by name, in the order of the file; formats without names take exactly one, under
   *     any name; {@link #UNNAMED} becomes {@code arr_0} in npz; safetensors has an order of its
   *     own
   * @throws FileException if the extension is not supported, the format cannot hold the arrays
   *     (CSV: one matrix of two axes) or the file cannot be written
   */
  public static void write(Path file, Map<String, Tensor> arrays) throws FileException {
    write(file, ArrayFormat.of(file), arrays);
  }

  /** Writes arrays in a given format whatever the file's extension; see {@link #write}. */
  public static void write(Path file, ArrayFormat format, Map<String, Tensor> arrays)
      throws FileException {
    Place place = Place.in(file.toString());
    if (!format.holdsNames() && arrays.size() != 1) {
      throw place.error(
          "%s holds one array, and %d are to be written (%s): use .npz, .safetensors or .json"
              .formatted(
                  format, arrays.size(), Excerpt.of(String.join(", ", arrays.keySet()), 200)));
    }
    AtomicOutput.write(file, out -> write(out, place, format, arrays));
  }

  /**
   * Writes arrays to an open stream, which stays open.
   *
   * @throws IOException if the stream takes no more, or the format cannot hold the arrays
   */
  public static void write(OutputStream out, ArrayFormat format, Map<String, Tensor> arrays)
      throws IOException {
    write(out, Place.in("standard output"), format, arrays);
  }

  private static void write(
      OutputStream out, Place place, ArrayFormat format, Map<String, Tensor> arrays)
      throws IOException {
    switch (format) {
      case NPZ -> NpzWriter.write(out, arrays, place);
      case SAFETENSORS -> SafetensorsWriter.write(out, arrays, Map.of(), place);
      case JSON -> JsonWriter.write(out, arrays, place);
      case NPY -> NpyWriter.write(out, arrays.values().iterator().next());
      case CSV ->
          CsvWriter.write(
              out,
              arrays.values().iterator().next(),
              CsvWriter.separator(Path.of(place.file())),
              place);
    }
  }

  private static SequencedMap<String, Tensor> read(Path file, ByteSource source, long bytes)
      throws IOException {
    MemoryLimit limit = new MemoryLimit(bytes);
    SequencedMap<String, Tensor> arrays =
        switch (format(file, source)) {
          case NPZ -> NpzReader.read(source, limit);
          case SAFETENSORS -> SafetensorsReader.read(source, limit).tensors();
          case JSON -> JsonReader.read(source, limit);
          case CSV -> single(CsvReader.read(source, limit));
          case NPY ->
              single(
                  NpyReader.read(
                      new ArraySection(
                          source.stream(0, source.size()), source.size(), true, source.place()),
                      limit));
        };
    return Collections.unmodifiableSequencedMap(arrays);
  }

  private static SequencedMap<String, Tensor> single(Tensor tensor) {
    SequencedMap<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put(UNNAMED, tensor);
    return arrays;
  }

  private static ArrayFormat format(Path file, ByteSource source) throws IOException {
    if (source.size() == 0) {
      throw source.place().error("is empty");
    }
    byte[] start = source.stream(0, source.size()).readNBytes(ForeignFormat.LONGEST);
    if (ForeignFormat.begins(start, NpyHeader.MAGIC)) {
      return ArrayFormat.NPY;
    }
    if (ForeignFormat.begins(start, ZIP) || ForeignFormat.begins(start, EMPTY_ZIP)) {
      return ArrayFormat.NPZ;
    }
    if (SafetensorsHeader.begins(start)) {
      return ArrayFormat.SAFETENSORS;
    }
    ArrayFormat extension = ArrayFormat.named(file).orElse(null);
    if (extension == ArrayFormat.SAFETENSORS) {
      // A short header's length reads like another format's first bytes: the reader tells better.
      return extension;
    }
    String foreign = ForeignFormat.words(start).orElse("");
    if (!foreign.isEmpty()) {
      throw source.place().error("is " + foreign + "; supported are " + ArrayFormat.supported());
    }
    ArrayFormat named = ArrayFormat.of(file);
    if (named == ArrayFormat.NPY || named == ArrayFormat.NPZ) {
      throw source
          .place()
          .error(
              named == ArrayFormat.NPY
                  ? "is not an npy array: one begins with the byte 0x93 and the letters NUMPY"
                  : "is not an npz archive: one begins with the letters PK, as every zip does");
    }
    return named;
  }
}
