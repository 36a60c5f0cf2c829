package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.formats.FileException;
import dev.heed.models.bert.BertConfig;
import dev.heed.models.bert.BertConfigFile;
import dev.heed.models.source.ModelArtifact;
import dev.heed.models.source.ModelFiles;
import dev.heed.models.source.ModelSource;
import dev.heed.models.weights.PackedWeights;
import dev.heed.onnx.OnnxWeights;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packed copies of weights: never wrong, and never in the way. */
final class WeightCacheTest {
  private final List<String> notices = Collections.synchronizedList(new ArrayList<>());

  @TempDir Path temporary;
  private Path folder;
  private Path cache;

  @BeforeEach
  void write() throws IOException {
    folder = TinyModel.write(temporary.resolve("tiny"), 1);
    cache = temporary.resolve("home").resolve("cache");
  }

  @Test
  void theCopyGivesTheSameBitsAndIsReallyRead() throws IOException {
    double[] expected = states(Encoder.load(ModelSource.folder(folder)));
    assertThat(states(cached())).isEqualTo(expected);
    assertThat(states(cached())).isEqualTo(expected);
    assertThat(notices).isEmpty();
    assertThat(copies()).hasSize(1);
    // The numbers of another model under this one's name: only who reads the copy can get them.
    Path other = TinyModel.write(temporary.resolve("other"), 2);
    SequencedMap<String, Tensor> weights =
        new LinkedHashMap<>(OnnxWeights.read(other.resolve("model.onnx")));
    weights.remove("pooler.dense.bias");
    new PackedWeights(identity(), weights).write(copies().getFirst());
    assertThat(states(cached())).isEqualTo(states(Encoder.load(ModelSource.folder(other))));
  }

  @Test
  void aRealModelOutOfItsCopyHasTheSameBits() throws IOException {
    List<String> texts = List.of("the cat sat on the mat", "kernels", "where do they look?");
    float[] expected = vectors(Encoder.load(ModelSource.miniLm()), texts);
    for (int start = 0; start < 2; start++) {
      Encoder encoder = Encoder.load(ModelSource.miniLm(), cache, notices::add);
      assertThat(vectors(encoder, texts)).isEqualTo(expected);
    }
    assertThat(notices).isEmpty();
    assertThat(copies()).hasSize(1);
  }

  private static float[] vectors(Encoder encoder, List<String> texts) {
    try (encoder) {
      return encoder.embed(texts).vectors().toFloatArray();
    }
  }

  @Test
  void aChangedModelReplacesItsCopy() throws IOException {
    cached();
    for (long seed = 2; seed < 5; seed++) {
      TinyModel.write(folder, seed);
      double[] expected = states(Encoder.load(ModelSource.folder(folder)));
      assertThat(states(cached())).isEqualTo(expected);
      assertThat(states(cached())).isEqualTo(expected);
    }
    assertThat(notices).isEmpty();
    assertThat(copies()).hasSize(1);
  }

  @Test
  void aChangeThatHidesBehindTheOldSizeAndDateIsNoticed() throws IOException {
    cached();
    Path model = folder.resolve("model.onnx");
    FileTime time = Files.getLastModifiedTime(model);
    Files.write(model, new byte[(int) Files.size(model)]);
    Files.setLastModifiedTime(model, time);
    assertThatThrownBy(this::cached).isInstanceOf(FileException.class);
  }

  @Test
  void aChangedConfigIsAReasonToReadAgain() throws IOException {
    cached();
    Files.writeString(
        folder.resolve("config.json"), TinyModel.CONFIG.replace("heads\":2", "heads\":4"));
    assertThat(cached().heads()).isEqualTo(4);
    Files.writeString(folder.resolve("config.json"), TinyModel.CONFIG);
    assertThat(cached().heads()).isEqualTo(2);
    assertThat(notices).isEmpty();
  }

  @Test
  void modelsOfOneNameInDifferentPlacesHaveTheirOwnCopies() throws IOException {
    Path other = TinyModel.write(temporary.resolve("elsewhere").resolve("tiny"), 2);
    for (int i = 0; i < 2; i++) {
      assertThat(states(cached())).isEqualTo(states(Encoder.load(ModelSource.folder(folder))));
      assertThat(states(Encoder.load(ModelSource.folder(other), cache, notices::add)))
          .isEqualTo(states(Encoder.load(ModelSource.folder(other))));
    }
    assertThat(copies()).hasSize(2);
  }

  @Test
  void everyChangedByteOfACopyIsNoticed() throws IOException {
    cached();
    Path copy = copies().getFirst();
    byte[] whole = Files.readAllBytes(copy);
    String identity = identity();
    assertThat(PackedWeights.read(copy, identity)).isNotNull();
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) (1 << at % 8);
      Files.write(copy, changed);
      requireUnusable(copy, identity, "byte " + at);
    }
  }

  @Test
  void everyCutOrLengthenedCopyIsNoticed() throws IOException {
    cached();
    Path copy = copies().getFirst();
    byte[] whole = Files.readAllBytes(copy);
    String identity = identity();
    for (int length = 0; length < whole.length; length++) {
      Files.write(copy, Arrays.copyOf(whole, length));
      requireUnusable(copy, identity, "length " + length);
    }
    Files.write(copy, Arrays.copyOf(whole, whole.length + 1));
    requireUnusable(copy, identity, "one more");
  }

  @Test
  void aDamagedCopyIsReplacedWithOneSentence() throws IOException {
    double[] expected = states(cached());
    Path copy = copies().getFirst();
    byte[] whole = Files.readAllBytes(copy);
    byte[] changed = whole.clone();
    changed[whole.length - 20] ^= 1;
    for (byte[] damaged : List.of(changed, Arrays.copyOf(whole, whole.length / 2))) {
      Files.write(copy, damaged);
      notices.clear();
      assertThat(states(cached())).isEqualTo(expected);
      assertThat(notices).hasSize(1);
      assertThat(notices.getFirst())
          .startsWith(copy + ": this packed copy of a model's weights ")
          .endsWith("; the model is loaded from its source instead")
          .doesNotContain("\n");
      assertThat(Files.readAllBytes(copy)).isEqualTo(whole);
      assertThat(states(cached())).isEqualTo(expected);
      assertThat(notices).hasSize(1);
    }
  }

  @Test
  void aCopyOfAnotherVersionIsReplacedWithoutAWord() throws IOException {
    double[] expected = states(cached());
    Path copy = copies().getFirst();
    byte[] whole = Files.readAllBytes(copy);
    byte[] older = whole.clone();
    older[7]++; // the last of the magic bytes
    Files.write(copy, older);
    assertThat(states(cached())).isEqualTo(expected);
    assertThat(notices).isEmpty();
    assertThat(Files.readAllBytes(copy)).isEqualTo(whole);
  }

  @Test
  void aPlaceThatCannotHoldACopyIsNamedAndTheModelLoaded() throws IOException {
    double[] expected = states(Encoder.load(ModelSource.folder(folder)));
    Path file = Files.writeString(temporary.resolve("file"), "text");
    for (Path wrong : List.of(file, file.resolve("below"))) {
      notices.clear();
      assertThat(states(Encoder.load(ModelSource.folder(folder), wrong, notices::add)))
          .isEqualTo(expected);
      assertThat(notices).hasSize(1);
      assertThat(notices.getFirst())
          .startsWith(wrong + ": cannot be written: ")
          .endsWith("; the next start will be as slow as this one");
    }
    assertThat(Files.readString(file)).isEqualTo("text");
  }

  @Test
  void aFolderWhereTheCopyBelongsIsNamedAndTheModelLoaded() throws IOException {
    double[] expected = states(cached());
    Path copy = copies().getFirst();
    Files.delete(copy);
    Files.createDirectory(copy);
    assertThat(states(cached())).isEqualTo(expected);
    assertThat(notices).hasSize(1);
    assertThat(notices.getFirst()).startsWith(copy + ": is a folder");
  }

  @Test
  void aWrongModelIsNeverKept() throws IOException {
    Files.write(
        folder.resolve("model.onnx"),
        TinyModel.weights(1, "encoder.layer.1.output.LayerNorm.bias"));
    assertThatThrownBy(this::cached).isInstanceOf(FileException.class);
    assertThat(cache).doesNotExist();
  }

  @Test
  void manyAtOnceGetTheSameAndLeaveOneFile()
      throws IOException, InterruptedException, ExecutionException {
    double[] expected = states(Encoder.load(ModelSource.folder(folder)));
    Callable<Encoder> task = this::cached;
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Encoder> result : threads.invokeAll(Collections.nCopies(64, task))) {
        assertThat(states(result.get())).isEqualTo(expected);
      }
    }
    assertThat(notices).isEmpty();
    assertThat(copies()).hasSize(1);
  }

  @Test
  void aModelInAJarIsKnownByTheChecksumOfItsEntry() throws IOException {
    Path jar = temporary.resolve("model.jar");
    for (long seed : new long[] {1, 1, 2}) {
      TinyModel.write(folder, seed);
      double[] expected = states(Encoder.load(ModelSource.folder(folder)));
      pack(jar, folder);
      // Dates say nothing of a jar that is built again.
      Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
      URL[] path = {jar.toUri().toURL()};
      try (URLClassLoader loader = new URLClassLoader(path, null)) {
        ModelArtifact artifact = new ModelArtifact("tiny", "a:b", "some/where", loader);
        assertThat(artifact.identity()).contains("CRC-32");
        for (int i = 0; i < 2; i++) {
          assertThat(states(Encoder.load(artifact, cache, notices::add))).isEqualTo(expected);
        }
      }
    }
    assertThat(notices).isEmpty();
    assertThat(copies()).hasSize(1);
  }

  private static void pack(Path jar, Path folder) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        out.putNextEntry(new ZipEntry("some/where/" + file.getFileName()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
  }

  private static void requireUnusable(Path copy, String identity, String what) throws IOException {
    try {
      assertThat(PackedWeights.read(copy, identity)).as(what).isNull();
    } catch (FileException e) {
      assertThat(e).hasMessageContaining(copy.toString());
    }
  }

  private String identity() throws IOException {
    try (var in = Files.newInputStream(folder.resolve("config.json"))) {
      BertConfig config = BertConfigFile.read("config.json", in);
      return ((ModelFiles) ModelSource.folder(folder)).identity() + "; " + config;
    }
  }

  private Encoder cached() throws IOException {
    return Encoder.load(ModelSource.folder(folder), cache, notices::add);
  }

  private List<Path> copies() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }

  private static double[] states(Encoder encoder) {
    return encoder.encode("cats cat dog").hiddenStates().toDoubleArray();
  }
}
