package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Allocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Safetensors files, in and out; expected numbers as in {@code safetensors/README.md}. */
class SafetensorsTest {
  private final Path folder;

  SafetensorsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static SafetensorsFile read(String name) throws IOException {
    return SafetensorsFile.read(name, Fixtures.safetensors(name), Fixtures.LIMIT);
  }

  private Path copy(String name) throws IOException {
    return Files.write(folder.resolve(name), Fixtures.safetensors(name));
  }

  private static double rule(char kind, int k) {
    return switch (kind) {
      case 'f' -> 0.5 * k - 2;
      case 'i' -> k - 5;
      case 'u' -> k;
      default -> k % 3 == 0 ? 1 : 0;
    };
  }

  private static void assertHoldsEveryType(SafetensorsFile file) {
    assertThat(file.tensors().keySet())
        .containsExactly(
            "u64", "i64", "f64", "f32", "u32", "i32", "bf16", "f16", "u16", "i16", "i8", "u8",
            "bool", "f8_e4m3", "f8_e5m2", "scalar", "none");
    Map<String, DType> own =
        Map.of(
            "f64", DType.FLOAT64, "f16", DType.FLOAT16, "bf16", DType.BFLOAT16, "bool", DType.BOOL);
    for (var entry : file.tensors().entrySet()) {
      Tensor tensor = entry.getValue();
      if (tensor.rank() == 2 && tensor.size(1) == 4) {
        assertThat(tensor.dtype()).isEqualTo(own.getOrDefault(entry.getKey(), DType.FLOAT32));
        assertThat(tensor.shape()).isEqualTo(Shape.of(3, 4));
        char kind = entry.getKey().startsWith("bf") ? 'f' : entry.getKey().charAt(0);
        for (int k = 0; k < 12; k++) {
          assertThat(tensor.get(k / 4, k % 4)).isEqualTo(rule(kind, k));
        }
      }
    }
    assertThat(Fixtures.array(file.tensors(), "scalar").get()).isEqualTo(2.5);
    assertThat(Fixtures.array(file.tensors(), "none").shape()).isEqualTo(Shape.of(3, 0));
    assertThat(file.metadata())
        .containsExactly(Map.entry("format", "np"), Map.entry("größe", "a \"quoted\" \\ line\n"));
  }

  @Test
  void everyTypeIsReadOrMapped() throws IOException {
    assertHoldsEveryType(read("every_type.safetensors"));
    Path file = copy("every_type.safetensors");
    assertHoldsEveryType(SafetensorsFile.read(file));
    try (Arena arena = Arena.ofConfined()) {
      assertHoldsEveryType(SafetensorsFile.map(file, arena));
    }
  }

  /** Micikevicius et al. 2022 (arXiv 2209.05433), table 1: 1 + exponent + fraction bits. */
  private static double eightBits(int bits, int fractionBits, int bias) {
    int exponent = (bits & 0x7f) >> fractionBits;
    double fraction = (bits & ((1 << fractionBits) - 1)) / (double) (1 << fractionBits);
    double magnitude =
        exponent == 0
            ? Math.pow(2, 1 - bias) * fraction
            : Math.pow(2, exponent - bias) * (1 + fraction);
    return bits > 0x7f ? -magnitude : magnitude;
  }

  @Test
  void everyNumberOfEightBitsIsExact() throws IOException {
    Map<String, Tensor> tensors = read("every_type.safetensors").tensors();
    Tensor fine = Fixtures.array(tensors, "f8_e4m3");
    Tensor wide = Fixtures.array(tensors, "f8_e5m2");
    assertThat(List.of(fine.dtype(), wide.dtype())).containsOnly(DType.FLOAT32);
    for (int bits = 0; bits < 256; bits++) {
      int unsigned = bits & 0x7f;
      double expected = unsigned == 0x7f ? Double.NaN : eightBits(bits, 3, 7);
      assertThat(Double.valueOf(fine.get(bits))).isEqualTo(Double.valueOf(expected));
      double infinity = bits > 0x7f ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      expected =
          unsigned > 0x7c ? Double.NaN : unsigned == 0x7c ? infinity : eightBits(bits, 2, 15);
      assertThat(Double.valueOf(wide.get(bits))).isEqualTo(Double.valueOf(expected));
    }
    // The same table: greatest number, least normal one, least of all.
    assertThat(List.of(fine.get(0x7e), fine.get(0x08), fine.get(0x01)))
        .containsExactly(448.0, 0x1p-6, 0x1p-9);
    assertThat(List.of(wide.get(0x7b), wide.get(0x04), wide.get(0x01)))
        .containsExactly(57344.0, 0x1p-14, 0x1p-16);
  }

  @ParameterizedTest
  @CsvSource({
    "self_basic, in_proj_weight, 36x12, 0.02191829, -0.27675372",
    "self_basic, out_proj.bias, 12, -0.36495924, -0.390038",
    "bias_kv_kdim_vdim, bias_k, 1x1x8, -0.31337136, -0.12097018",
    "bias_kv_kdim_vdim, v_proj_weight, 8x10, 0.5628664, -0.5890909",
    "one_head_f64, in_proj_weight, 21x7, -0.26469376200059513, -0.40706839999926053"
  })
  void parametersOfPyTorchModulesAreRead(
      String file, String name, String shape, String first, String last) throws IOException {
    SafetensorsFile module = read(file + ".safetensors");
    assertThat(module.metadata()).containsExactly(Map.entry("format", "pt"));
    Tensor tensor = Fixtures.array(module.tensors(), name);
    assertThat(tensor.shape()).hasToString("[" + shape.replace("x", ", ") + "]");
    boolean wide = file.endsWith("f64");
    assertThat(tensor.dtype()).isEqualTo(wide ? DType.FLOAT64 : DType.FLOAT32);
    double[] numbers = tensor.toDoubleArray();
    assertThat(numbers[0]).isEqualTo(wide ? Double.parseDouble(first) : Float.parseFloat(first));
    assertThat(numbers[numbers.length - 1])
        .isEqualTo(wide ? Double.parseDouble(last) : Float.parseFloat(last));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reference_order",
        "no_tensors",
        "self_basic",
        "bias_kv_kdim_vdim",
        "one_head_f64"
      })
  void whatIsWrittenIsByteForByteTheReference(String name) throws IOException {
    Path original = copy(name + ".safetensors");
    Path written = folder.resolve("written.safetensors");
    SafetensorsFile file = SafetensorsFile.read(original);
    Map<String, Tensor> reversed = new LinkedHashMap<>();
    file.tensors().reversed().forEach(reversed::put);
    SafetensorsFile.write(written, reversed, file.metadata());
    assertThat(Files.readAllBytes(written)).isEqualTo(Files.readAllBytes(original));
    try (Arena arena = Arena.ofConfined()) {
      SafetensorsFile mapped = SafetensorsFile.map(original, arena);
      SafetensorsFile.write(written, mapped.tensors(), mapped.metadata());
      assertThat(Files.readAllBytes(written)).isEqualTo(Files.readAllBytes(original));
    }
  }

  @Test
  void int32IsWrittenByteForByteAsTheReferenceDoes() throws IOException {
    Path written = folder.resolve("written.safetensors");
    SafetensorsFile file = SafetensorsFile.read(copy("wholes.safetensors"));
    Map<String, Tensor> reversed = new LinkedHashMap<>();
    file.tensors().reversed().forEach(reversed::put);
    for (String name : List.of("keys", "a.keys")) {
      reversed.put(name, Fixtures.array(reversed, name).to(DType.INT32));
    }
    assertThat(Fixtures.array(reversed, "keys").heapArray())
        .isEqualTo(new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE});
    SafetensorsFile.write(written, reversed, Map.of());
    assertThat(Files.readAllBytes(written)).isEqualTo(Fixtures.safetensors("wholes.safetensors"));
  }

  @Test
  void theOrderIsTheHeadersEvenWhereTheBytesHaveAnother() throws IOException {
    String header =
        """
        {"b":{"data_offsets":[4,8],"shape":[1],"dtype":"F32"},
        "none":{"dtype":"F32","shape":[0],"data_offsets":[4,4]},
        "a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}\r\t\s
        """;
    byte[] file = LyingSafetensorsTest.file(header, 8);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putFloat(file.length - 4, 7);
    Map<String, Tensor> tensors = Fixtures.read("a.safetensors", file);
    assertThat(tensors.keySet()).containsExactly("b", "none", "a");
    assertThat(Fixtures.array(tensors, "b").get(0)).isEqualTo(7);
    assertThat(Fixtures.array(tensors, "a").get(0)).isZero();
  }

  @Test
  void integersFollowTheRuleOfNumpysFiles() throws IOException {
    String header = "{\"n\":{\"dtype\":\"%s\",\"shape\":[2],\"data_offsets\":[0,%d]}}";
    byte[] narrow = LyingSafetensorsTest.file(header.formatted("U32", 8), 8);
    byte[] wide = narrow.clone();
    ByteBuffer.wrap(narrow).order(ByteOrder.LITTLE_ENDIAN).putInt(narrow.length - 4, 1 << 24);
    ByteBuffer.wrap(wide).putInt(wide.length - 4, -1);
    assertThat(Fixtures.array(Fixtures.read("a.safetensors", narrow), "n").dtype())
        .isEqualTo(DType.FLOAT32);
    Tensor largest = Fixtures.array(Fixtures.read("a.safetensors", wide), "n");
    assertThat(largest.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(largest.get(1)).isEqualTo(4294967295.0);
    byte[] inexact = LyingSafetensorsTest.file(header.formatted("I64", 16), 16);
    ByteBuffer.wrap(inexact)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(inexact.length - 8, (1L << 53) + 1);
    assertThat(Fixtures.refusal("a.safetensors", inexact))
        .contains("tensor 'n'", "number 1", "9007199254740993", "float64 cannot hold");
  }

  @Test
  void flagsAreZeroOrOneWhateverTheByte() throws IOException {
    String header = "{\"n\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]}}";
    byte[] file = LyingSafetensorsTest.file(header, 2);
    file[file.length - 1] = 7;
    Tensor flags = Fixtures.array(Fixtures.read("a.safetensors", file), "n");
    assertThat((byte[]) flags.heapArray()).containsExactly(0, 1);
  }

  @Test
  void mappedTensorsLieOverTheFileUntilTheArenaIsClosed() throws IOException {
    Path file = copy("self_basic.safetensors");
    Tensor weight;
    try (Arena arena = Arena.ofConfined()) {
      weight = Fixtures.array(SafetensorsFile.map(file, arena).tensors(), "in_proj_weight");
      assertThat(weight.heapArray()).isNull();
      assertThat(weight.get(0, 0)).isEqualTo(0.02191829f);
      assertThatThrownBy(() -> weightOf(file, arena).set(1, 0, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Tensor closed = weight;
    assertThatIllegalStateException().isThrownBy(() -> closed.get(0, 0));
  }

  private static Tensor weightOf(Path file, Arena arena) throws IOException {
    return Fixtures.array(SafetensorsFile.map(file, arena).tensors(), "in_proj_weight");
  }

  @Test
  void tensorsBeyondTwoGigabytesAreMapped() throws IOException {
    long bytes = 5L << 30;
    String header =
        "{\"far\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]},"
            + "\"large\":{\"dtype\":\"BF16\",\"shape\":[5,536870912],\"data_offsets\":[0,%d]}}";
    byte[] start = LyingSafetensorsTest.file(header.formatted(bytes, bytes + 4, bytes), 0);
    Path file = Files.write(folder.resolve("large.safetensors"), start);
    ByteBuffer one = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
    one.putShort((short) 0x3f80).putFloat(2).flip();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(one, start.length + bytes - 2);
    }
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Tensor> tensors = SafetensorsFile.map(file, arena).tensors();
      Tensor large = Fixtures.array(tensors, "large");
      assertThat(large.get(4, 536870911)).isEqualTo(1);
      assertThat(large.get(1, 0)).isZero();
      assertThat(large.slice(1, 536870910, 536870912).toDoubleArray())
          .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
      assertThat(Fixtures.array(tensors, "far").get(0)).isEqualTo(2);
    }
    Throwable thrown = catchThrowable(() -> SafetensorsFile.read(file, 1L << 40));
    assertThat(Fixtures.sentence(file.toString(), thrown)).contains("at most 2147483639");
    thrown = catchThrowable(() -> SafetensorsFile.read(file, 1L << 30));
    assertThat(Fixtures.sentence(file.toString(), thrown)).contains("'large'", "5368709120 bytes");
  }

  @Test
  void readingTakesTheMemoryOfTheTensorsAndLittleElse() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Tensor tensor = Tensor.zeros(DType.FLOAT32, Shape.of(16, 1 << 20));
    SafetensorsFile.write(file, Map.of("half", tensor.to(DType.BFLOAT16), "w", tensor), Map.of());
    long tensors = (4L + 2) * (16 << 20);
    long taken = Allocation.bytes(() -> unchecked(file));
    assertThat(taken).isBetween(tensors, tensors + (2 << 20));
  }

  private static void unchecked(Path file) {
    try {
      assertThat(SafetensorsFile.read(file, 1 << 28).tensors()).hasSize(2);
    } catch (FileException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void viewsAndNativeMemoryAreWrittenInCOrder() throws IOException {
    Path file = folder.resolve("a.safetensors");
    try (Arena arena = Arena.ofConfined()) {
      Tensor halves = Tensor.over(arena.allocate(12), DType.FLOAT16, Shape.of(2, 3));
      halves.set(-0.5, 1, 0);
      Tensor turned = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose();
      SafetensorsFile.write(file, Map.of("halves", halves.transpose(), "turned", turned), Map.of());
      Map<String, Tensor> back = SafetensorsFile.read(file).tensors();
      assertThat(Fixtures.array(back, "halves").toDoubleArray())
          .containsExactly(0, -0.5, 0, 0, 0, 0);
      assertThat(Fixtures.array(back, "turned").toDoubleArray()).containsExactly(1, 4, 2, 5, 3, 6);
    }
  }

  @Test
  void namesThatCannotBeWrittenAreRefusedAndLeaveNothing() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Tensor one = Tensor.of(new float[1], 1);
    assertThat(refusedWrite(file, Map.of("__metadata__", one), Map.of()))
        .contains("keep for texts");
    assertThat(refusedWrite(file, Map.of("a\ud83d", one), Map.of())).contains("'a?'", "Unicode");
    assertThat(refusedWrite(file, Map.of("a", one), Map.of("k", "\udc00"))).contains("text 'k'");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  private static String refusedWrite(
      Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    Throwable thrown = catchThrowable(() -> SafetensorsFile.write(file, tensors, metadata));
    return Fixtures.sentence(file.toString(), thrown);
  }

  @Test
  void theFirstBytesTellTheFormatWhateverTheExtension() throws IOException {
    byte[] content = Fixtures.safetensors("self_basic.safetensors");
    assertThat(Fixtures.read("weights.bin", content)).hasSize(4);
    // 640 is a length whose bytes look like those of a Python pickle.
    String header = "{" + " ".repeat(638) + "}";
    assertThat(Fixtures.read("a.bin", LyingSafetensorsTest.file(header, 0))).isEmpty();
    byte[] damaged = LyingSafetensorsTest.file(" " + header.substring(1), 0);
    assertThat(Fixtures.refusal("a.safetensors", damaged)).contains("does not begin with {");
  }

  @Test
  void theMapsOfAFileAreItsOwn() throws IOException {
    SafetensorsFile file = read("self_basic.safetensors");
    assertThatThrownBy(() -> file.tensors().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> file.metadata().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(new String(Fixtures.safetensors("no_tensors.safetensors"), StandardCharsets.UTF_8))
        .endsWith("{}      ");
  }

  @Test
  void whatIsNotWantedTakesNoMemory(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.safetensors");
    Map<String, Tensor> tensors =
        Map.of(
            "small", Tensor.of(new float[] {1, 2}, 2),
            "large", Tensor.of(new double[10_000], 100, 100));
    SafetensorsFile.write(file, tensors, Map.of());
    List<String> asked = new ArrayList<>();
    SafetensorsFile read =
        SafetensorsFile.read(
            file,
            5_000,
            (name, type, shape) -> {
              asked.add(name + " " + type + " " + shape);
              return name.equals("small");
            });
    assertThat(asked).containsExactlyInAnyOrder("small F32 [2]", "large F64 [100, 100]");
    assertThat(read.tensors()).containsOnlyKeys("small");
    assertThat(read.tensors().firstEntry().getValue().toFloatArray()).containsExactly(1, 2);
    assertThatThrownBy(() -> SafetensorsFile.read(file, 5_000, (name, type, shape) -> true))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("'large'");
  }
}
