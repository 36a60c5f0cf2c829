package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that NumPy wrote; expected numbers follow the rule in {@code numpy/README.md}. */
class NumpyFilesTest {
  static List<String> plainFiles() {
    List<String> files = new ArrayList<>();
    for (String type : List.of("f2", "f4", "f8", "i2", "i4", "i8", "u2", "u4", "u8")) {
      for (String order : List.of("le_c", "le_f", "be_c", "be_f")) {
        files.add(type + "_" + order + ".npy");
      }
    }
    for (String type : List.of("i1", "u1", "b1")) {
      files.add(type + "_c.npy");
      files.add(type + "_f.npy");
    }
    return files;
  }

  private static double rule(char kind, int k) {
    return switch (kind) {
      case 'f' -> 0.5 * k - 2;
      case 'i' -> k - 5;
      case 'u' -> k;
      default -> k % 3 == 0 ? 1 : 0;
    };
  }

  private static double[] rule(char kind, int... shape) {
    int count = 1;
    for (int size : shape) {
      count *= size;
    }
    double[] numbers = new double[count];
    for (int k = 0; k < count; k++) {
      numbers[k] = rule(kind, k);
    }
    return numbers;
  }

  private static void assertHolds(Tensor tensor, DType dtype, char kind, int... shape) {
    assertThat(tensor.dtype()).isEqualTo(dtype);
    assertThat(tensor.shape().sizes()).containsExactly(shape);
    assertThat(tensor.toDoubleArray()).containsExactly(rule(kind, shape));
  }

  @ParameterizedTest
  @MethodSource("plainFiles")
  void everyTypeAndOrderIsRead(String file) {
    char kind = file.charAt(0);
    DType dtype =
        switch (file.substring(0, 2)) {
          case "f2" -> DType.FLOAT16;
          case "f4" -> DType.FLOAT32;
          case "b1" -> DType.BOOL;
          case "f8" -> DType.FLOAT64;
          default -> DType.FLOAT32;
        };
    assertHolds(Fixtures.single(file), dtype, kind, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyVersionIsRead(int version) {
    assertThat(Fixtures.numpy("version" + version + ".npy")[6]).isEqualTo((byte) version);
    assertHolds(Fixtures.single("version" + version + ".npy"), DType.FLOAT64, 'f', 3, 4);
  }

  @Test
  void everyRankIsRead() {
    assertHolds(Fixtures.single("scalar.npy"), DType.FLOAT64, 'f');
    assertHolds(Fixtures.single("vector.npy"), DType.FLOAT32, 'f', 5);
    assertHolds(Fixtures.single("cube_c.npy"), DType.FLOAT32, 'f', 2, 3, 4);
    assertHolds(Fixtures.single("cube_f.npy"), DType.FLOAT32, 'f', 2, 3, 4);
    assertHolds(Fixtures.single("empty_0_3.npy"), DType.FLOAT32, 'f', 0, 3);
    assertHolds(Fixtures.single("empty_3_0.npy"), DType.FLOAT64, 'f', 3, 0);
  }

  @Test
  void integersAreFloat32OnlyWhereAllAreExactInIt() {
    assertThat(Fixtures.single("u1_extremes.npy").dtype()).isEqualTo(DType.FLOAT32);
    assertThat(Fixtures.single("u4_extremes.npy").dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void fortranOrderIsAViewAndNotACopy() {
    Tensor cube = Fixtures.single("cube_f.npy");
    assertThat(cube.stride(0)).isEqualTo(1);
    assertThat(cube.get(1, 2, 3)).isEqualTo(rule('f', 23));
  }

  @Test
  void extremeNumbersKeepTheirValue() {
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(Fixtures.single("f2_extremes.npy").toDoubleArray())
        .containsExactly(65504, 0x1p-24, -0.0, infinity, -infinity, Double.NaN);
    assertThat(Fixtures.single("f4_extremes.npy").toDoubleArray())
        .containsExactly(0x1p-149, -0.0, infinity, -infinity, Double.NaN);
    assertThat(Fixtures.single("i1_extremes.npy").toDoubleArray()).containsExactly(-128, 127);
    assertThat(Fixtures.single("u1_extremes.npy").toDoubleArray()).containsExactly(0, 255);
    assertThat(Fixtures.single("u4_extremes.npy").toDoubleArray()).containsExactly(0, 4294967295.0);
    assertThat(Fixtures.single("i8_exact.npy").toDoubleArray())
        .containsExactly(0x1p53, -0x1p53 - 2, -0x1p63, 0x1p62);
    assertThat(Fixtures.single("u8_exact.npy").toDoubleArray())
        .containsExactly(0x1p63, 0x1p64 - 2048, 3);
  }

  @ParameterizedTest
  @CsvSource({
    "i8_inexact.npy, 9007199254740993",
    "i8_largest.npy, 9223372036854775807",
    "u8_inexact.npy, 18446744073709551615"
  })
  void anIntegerWithoutAnExactDoubleIsRefusedByName(String file, String integer) {
    assertThat(Fixtures.refusal(file, Fixtures.numpy(file))).contains("integer " + integer);
  }

  @ParameterizedTest
  @CsvSource({
    "object.npy, pickled Python objects",
    "structured.npy, structured",
    "bytes.npy, holds text",
    "text.npy, holds text",
    "complex.npy, complex numbers",
    "date.npy, dates or durations",
    "duration.npy, dates or durations",
    "raw.npy, raw bytes or records",
    "longdouble.npy, f16",
    "object.npz, labels.npy"
  })
  void whatIsNoPlainArrayIsRefusedInWords(String file, String words) {
    assertThat(Fixtures.refusal(file, Fixtures.numpy(file))).contains(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz", "streamed.npz", "streamed_deflated.npz"})
  void archivesKeepNamesOrderAndNumbers(String file) {
    SequencedMap<String, Tensor> arrays = Fixtures.read(file);
    assertThat(arrays.keySet()).containsExactly("Q", "K", "V", "keep");
    assertHolds(Fixtures.array(arrays, "Q"), DType.FLOAT32, 'f', 2, 3);
    assertHolds(Fixtures.array(arrays, "K"), DType.FLOAT64, 'f', 4, 3);
    assertHolds(Fixtures.array(arrays, "V"), DType.FLOAT32, 'f', 4, 2);
    assertHolds(Fixtures.array(arrays, "keep"), DType.BOOL, 'b', 2, 4);
  }

  @Test
  void otherArchivesOfNumpysAreRead() {
    assertThat(Fixtures.read("none.npz")).isEmpty();
    assertThat(Fixtures.read("zip64.npz").keySet()).containsExactly("Q", "K", "keep");
    assertThat(Fixtures.read("names.npz").keySet()).containsExactly("encoder/W_Q", "größe");
    SequencedMap<String, Tensor> positional = Fixtures.read("positional.npz");
    assertHolds(Fixtures.array(positional, "arr_0"), DType.FLOAT64, 'f', 3, 4);
    assertHolds(Fixtures.array(positional, "arr_1"), DType.FLOAT32, 'i', 2);
    assertHolds(Fixtures.array(Fixtures.read("plain_zip.npz"), "Q"), DType.FLOAT64, 'f', 3, 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f4_le_c.npy",
        "f8_le_c.npy",
        "b1_c.npy",
        "scalar.npy",
        "vector.npy",
        "cube_c.npy",
        "empty_0_3.npy",
        "empty_3_0.npy",
        "padded.npy",
        "f4_extremes.npy",
        "f2_le_c.npy",
        "f2_extremes.npy"
      })
  void whatIsWrittenIsByteForByteNumpys(String file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyWriter.write(out, Fixtures.single(file));
    assertThat(out.toByteArray()).isEqualTo(Fixtures.numpy(file));
  }

  @ParameterizedTest
  @CsvSource({
    "f4_be_f.npy, f4_le_c.npy",
    "f2_be_f.npy, f2_le_c.npy",
    "f8_le_f.npy, f8_le_c.npy",
    "b1_f.npy, b1_c.npy"
  })
  void everyOrderIsWrittenInCOrder(String read, String written) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyWriter.write(out, Fixtures.single(read));
    assertThat(out.toByteArray()).isEqualTo(Fixtures.numpy(written));
  }

  @ParameterizedTest
  @ValueSource(strings = {"i4_le_c.npy", "i4_le_f.npy", "i4_be_c.npy", "i4_be_f.npy"})
  void int32IsWrittenByteForByteAsNumpyDoes(String file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyWriter.write(out, Fixtures.single(file).to(DType.INT32));
    assertThat(out.toByteArray()).isEqualTo(Fixtures.numpy("i4_le_c.npy"));
  }

  @Test
  void int32InAnArchiveIsReadBackAsFloats() throws IOException {
    Tensor wholes = Fixtures.single("i4_le_c.npy").to(DType.INT32);
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    NpzWriter.write(archive, Map.of("keys", wholes), Place.in("a.npz"));
    SequencedMap<String, Tensor> back = Fixtures.read("a.npz", archive.toByteArray());
    assertHolds(Fixtures.array(back, "keys"), DType.FLOAT32, 'i', 3, 4);
  }

  @Test
  void bfloat16IsWrittenAsTheFloat32ThatItIs() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyWriter.write(out, Fixtures.single("f4_le_c.npy").to(DType.BFLOAT16));
    assertThat(out.toByteArray()).isEqualTo(Fixtures.numpy("f4_le_c.npy"));
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    Tensor halves = Fixtures.single("f4_le_c.npy").to(DType.BFLOAT16);
    NpzWriter.write(archive, Map.of("Q", halves), Place.in("a.npz"));
    assertHolds(
        Fixtures.array(Fixtures.read("a.npz", archive.toByteArray()), "Q"),
        DType.FLOAT32,
        'f',
        3,
        4);
  }

  @Test
  void archivesAreByteForByteNumpys() throws IOException {
    SequencedMap<String, Tensor> arrays = Fixtures.read("c_order.npz");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpzWriter.write(out, arrays, Place.in("zip64.npz"));
    assertThat(out.toByteArray()).isEqualTo(Fixtures.numpy("zip64.npz"));
  }

  @Test
  void anArrayWithoutANameIsNamedAsNumpyNamesIt() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpzWriter.write(out, Map.of(ArrayFile.UNNAMED, Tensor.of(new float[] {1}, 1)), Place.in("a"));
    assertThat(Fixtures.read("a.npz", out.toByteArray()).keySet()).containsExactly("arr_0");
  }
}
