package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of a matrix in a file, a few at a time. */
class MatrixRowsTest {
  private static final Tensor MATRIX =
      Tensor.of(new float[] {1, 2, 3, -4, 5.5f, 6, 7, 8, 9, 10, 11, 12, 13, 14}, 7, 2);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "FLOAT16"})
  void theRowsComeInTheirOrderAsFloat32(DType dtype) throws IOException {
    Path file = written("m.npy", MATRIX.to(dtype));
    List<Tensor> pieces = new ArrayList<>();
    MatrixRows.read(
        file,
        rows -> {
          assertThat(rows.count()).isEqualTo(7);
          assertThat(rows.columns()).isEqualTo(2);
          for (Tensor next = rows.next(3); next.size(0) > 0; next = rows.next(3)) {
            pieces.add(next);
          }
          return rows;
        });
    assertThat(pieces).extracting(piece -> piece.size(0)).containsExactly(3, 3, 1);
    List<Float> all = new ArrayList<>();
    for (Tensor piece : pieces) {
      assertThat(piece.dtype()).isEqualTo(DType.FLOAT32);
      for (float number : piece.toFloatArray()) {
        all.add(number);
      }
    }
    assertThat(all).containsExactly(1f, 2f, 3f, -4f, 5.5f, 6f, 7f, 8f, 9f, 10f, 11f, 12f, 13f, 14f);
  }

  @Test
  void aMatrixWithoutRowsHasNone() throws IOException {
    Path file = written("m.npy", Tensor.zeros(DType.FLOAT32, Shape.of(0, 5)));
    assertThat(MatrixRows.<Integer>read(file, rows -> rows.next(9).size(0))).isZero();
  }

  @Test
  void whatIsNoMatrixOfNumbersIsNamed() throws IOException {
    Path vector = written("vector.npy", MATRIX.select(1, 0));
    assertThatThrownBy(() -> MatrixRows.read(vector, rows -> rows))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("vector.npy: is an array [7] of F32: rows are read of a matrix");
    Path flags = written("flags.npy", Tensor.of(new boolean[][] {{true, false}}));
    assertThatThrownBy(() -> MatrixRows.read(flags, rows -> rows))
        .hasMessageContaining("is an array [1, 2] of BOOL");
    Path text = Files.writeString(folder.resolve("text.npy"), "no matrix at all");
    assertThatThrownBy(() -> MatrixRows.read(text, rows -> rows))
        .hasMessageContaining("is not an npy array");
    assertThatThrownBy(() -> MatrixRows.read(folder.resolve("none.npy"), rows -> rows))
        .hasMessageContaining("there is no such file");
  }

  @Test
  void fortranOrderAndAMissingEndAreNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(written("m.npy", MATRIX));
    Path cut = Files.write(folder.resolve("cut.npy"), Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> MatrixRows.read(cut, rows -> rows))
        .hasMessageContaining("was the file cut off?");
    String header = new String(bytes, 0, 128, StandardCharsets.ISO_8859_1);
    byte[] turned =
        header
            .replace("'fortran_order': False", "'fortran_order': True ")
            .getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(turned, 0, bytes, 0, 128);
    Path fortran = Files.write(folder.resolve("fortran.npy"), bytes);
    assertThatThrownBy(() -> MatrixRows.read(fortran, rows -> rows))
        .hasMessageContaining("fortran.npy: is in Fortran order");
  }

  private Path written(String name, Tensor tensor) throws IOException {
    Path file = folder.resolve(name);
    ArrayFile.write(file, Map.of(ArrayFile.UNNAMED, tensor));
    return file;
  }
}
