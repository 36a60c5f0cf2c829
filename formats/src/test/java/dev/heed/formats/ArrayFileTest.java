package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayFileTest {
  private final Path folder;

  ArrayFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Tensor matrix() {
    return Tensor.of(new double[] {0.5, -1, 2.25, 1e-7, 5, 6}, 2, 3);
  }

  private static String refusal(Path file) {
    return Fixtures.sentence(file.toString(), catchThrowable(() -> ArrayFile.read(file)));
  }

  private static String refusedWrite(Path file, Map<String, Tensor> arrays) {
    return Fixtures.sentence(file.toString(), catchThrowable(() -> ArrayFile.write(file, arrays)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.npy", "a.NPZ", "a.safetensors", "a.json", "a.csv", "a.tsv", "a.txt"})
  void everyFormatGivesBackWhatItWasGiven(String name) throws IOException {
    Path file = folder.resolve(name);
    ArrayFile.write(file, Map.of("Q", matrix()));
    SequencedMap<String, Tensor> back = ArrayFile.read(file);
    boolean named = ArrayFormat.of(file).holdsNames();
    assertThat(back.keySet()).containsExactly(named ? "Q" : ArrayFile.UNNAMED);
    Tensor tensor = back.firstEntry().getValue();
    assertThat(tensor.shape()).isEqualTo(matrix().shape());
    assertThat(tensor.toDoubleArray()).containsExactly(matrix().toDoubleArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.npz", "a.json"})
  void namesKeepTheirOrder(String name) throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    for (String array : List.of("V", "K", "Q", "W_Q", "a")) {
      arrays.put(array, matrix());
    }
    ArrayFile.write(folder.resolve(name), arrays);
    assertThat(ArrayFile.read(folder.resolve(name)).keySet())
        .containsExactly("V", "K", "Q", "W_Q", "a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.npz", "a.safetensors", "a.json", "a.csv"})
  void halvesComeBackFromEveryFormat(String name) throws IOException {
    double[] numbers = {1 / 3.0, -65504, 0x1p-24, 0};
    for (DType half : List.of(DType.FLOAT16, DType.BFLOAT16)) {
      Tensor tensor = Tensor.of(numbers, 2, 2).to(half);
      Path file = folder.resolve(half + name);
      ArrayFile.write(file, Map.of("Q", tensor));
      Tensor back = ArrayFile.read(file).firstEntry().getValue();
      assertThat(back.to(half).toDoubleArray()).containsExactly(tensor.toDoubleArray());
    }
  }

  @Test
  void theFirstBytesTellNumpysFormatsWhateverTheExtension() throws IOException {
    Path file = folder.resolve("numbers.dat");
    Files.write(file, Fixtures.numpy("vector.npy"));
    assertThat(ArrayFile.read(file).firstEntry().getValue().rank()).isEqualTo(1);
    Files.write(file, Fixtures.numpy("stored.npz"));
    assertThat(ArrayFile.read(file)).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "words.dat, 'some words', 'the extension .dat is not supported: supported are .npy, .npz'",
    "model.safetensors, 'version https://git-lfs.github.com/spec/v1', git lfs pull",
    "model.npz, 'version https://git-lfs.github.com/spec/v1', git lfs pull",
    "words, 'some words', has no extension",
    "a.npy, 'some words', is not an npy array",
    "a.npz, 'some words', is not an npz archive",
    "a.csv, '%PDF-1.4', PDF",
    "a.pkl, '\u0080\u0004\u0095', pickle",
    "a.csv.gz, '\u001f\u008b\u0008', gzip",
    "a.h5, '\u0089HDF', HDF5",
    "a.csv, '\u00ff\u00fe1\u0000', UTF-16"
  })
  void otherContentIsNamedPlainly(String name, String content, String words) {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Fixtures.refusal(name, bytes)).contains(words);
  }

  @Test
  void whatIsNoFileIsRefused() throws IOException {
    assertThat(refusal(folder.resolve("none.npy"))).contains("there is no such file");
    assertThat(refusal(folder)).contains("is a folder");
    assertThat(refusal(Path.of("/dev/null"))).contains("is not a regular file");
    Path empty = Files.createFile(folder.resolve("empty.npz"));
    assertThat(refusal(empty)).endsWith("is empty");
  }

  @Test
  void aFileWithoutPermissionIsRefusedUnlessTheUserMayReadAll() throws IOException {
    Path file = folder.resolve("secret.npy");
    Files.write(file, Fixtures.numpy("vector.npy"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    if (Files.isReadable(file)) {
      assertThat(ArrayFile.read(file)).hasSize(1);
    } else {
      assertThat(refusal(file)).contains("permission denied");
    }
  }

  @Test
  void aLongNameOfAFileIsCutInTheMessage() {
    String name = "long".repeat(2000) + ".npy";
    Throwable thrown = catchThrowable(() -> ArrayFile.read(name, new byte[] {1}, 10));
    assertThat(thrown).isInstanceOf(FileException.class);
    assertThat(thrown.getMessage()).hasSizeLessThan(1500).contains("is not an npy array");
  }

  @Test
  void whatAFormatCannotHoldIsRefusedAndLeavesNothing() throws IOException {
    Map<String, Tensor> two = new LinkedHashMap<>();
    two.put("output", matrix());
    two.put("weights", matrix());
    assertThat(refusedWrite(folder.resolve("a.npy"), two)).contains("2", "output, weights", ".npz");
    assertThat(refusedWrite(folder.resolve("a.csv"), two)).contains("holds one array");
    assertThat(refusedWrite(folder.resolve("a.npy"), Map.of())).contains("holds one array");
    assertThat(refusedWrite(folder.resolve("a.bin"), two))
        .contains("supported are .npy, .npz, .safetensors, .json, .csv, .tsv, .txt");
    assertThat(refusedWrite(folder.resolve("a.npz"), Map.of("../x", matrix()))).contains("name");
    assertThat(refusedWrite(folder.resolve("a.csv"), Map.of("x", matrix().select(0, 0))))
        .contains("2 axes");
    two.put("", matrix());
    two.put("arr_0", matrix());
    assertThat(refusedWrite(folder.resolve("a.npz"), two)).contains("two arrays");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void nativeMemoryAndViewsAreWrittenLikeAnyOther() throws IOException {
    Path file = folder.resolve("native.npy");
    try (Arena arena = Arena.ofConfined()) {
      Shape shape = Shape.of(3, 300, 400);
      Tensor tensor = Tensor.over(arena.allocate(shape.elements() * 4, 4), DType.FLOAT32, shape);
      for (int i = 0; i < 300; i++) {
        tensor.set(i, 1, i, 399);
      }
      Tensor view = tensor.transpose().slice(1, 200, 400);
      ArrayFile.write(file, Map.of("x", view));
      Tensor back = ArrayFile.read(file).firstEntry().getValue();
      assertThat(back.shape().sizes()).containsExactly(3, 200, 300);
      assertThat(back.toFloatArray()).isEqualTo(view.toFloatArray());
    }
  }
}
