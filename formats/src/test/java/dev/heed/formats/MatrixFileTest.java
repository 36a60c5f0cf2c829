package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixFileTest {
  private static final Tensor FIRST = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
  private static final Tensor SECOND = Tensor.of(new float[] {7, 8, 9}, 1, 3);
  private static final Tensor ALL = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 3);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"rows.npy", "rows.csv", "rows.tsv", "rows.txt"})
  void rowsAddedInPartsAreTheFileOfTheWholeMatrix(String name) throws IOException {
    Path parts = folder.resolve(name);
    Path whole = folder.resolve("whole-" + name);
    MatrixFile.write(
        parts,
        3,
        file -> {
          file.add(FIRST);
          file.add(SECOND);
        });
    ArrayFile.write(whole, Map.of(ArrayFile.UNNAMED, ALL));
    assertThat(Files.readAllBytes(parts)).isEqualTo(Files.readAllBytes(whole));
  }

  @Test
  void noRowsAtAllAreAMatrixToo() throws IOException {
    Path file = folder.resolve("none.npy");
    MatrixFile.write(file, 384, rows -> {});
    assertThat(ArrayFile.read(file).firstEntry().getValue().shape()).isEqualTo(Shape.of(0, 384));
  }

  @Test
  void aFailureLeavesNothing() throws IOException {
    Path file = folder.resolve("rows.npy");
    assertThatThrownBy(() ->
            MatrixFile.write(
                file,
                3,
                rows -> {
                  rows.add(FIRST);
                  throw new FileException("texts.txt", "line 3", "is not UTF-8");
                }))
        .isInstanceOf(FileException.class)
        .hasMessage("texts.txt, line 3: is not UTF-8");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whatTheFileCannotHoldIsRefused() {
    assertThatThrownBy(() -> MatrixFile.write(folder.resolve("rows.npz"), 3, rows -> {}))
        .isInstanceOf(FileException.class)
        .hasMessageContaining(".npy, .csv");
    assertThatThrownBy(
            () -> MatrixFile.write(folder.resolve("rows.npy"), 2, rows -> rows.add(FIRST)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 3]");
  }
}
