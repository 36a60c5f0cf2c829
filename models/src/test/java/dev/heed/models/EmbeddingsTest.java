package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.source.ModelSource;
import dev.heed.similarity.Neighbor;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which texts are near. */
class EmbeddingsTest {
  private static final List<String> TEXTS = List.of("cat", "cats cat", "", "cat", "dog cats");

  @TempDir private Path folder;

  @Test
  void textsAreComparedByTheAngleOfTheirVectors() throws IOException {
    try (Encoder encoder = Encoder.load(ModelSource.folder(TinyModel.write(folder, 5)))) {
      Embeddings embeddings = encoder.embed(TEXTS);
      assertThat(embeddings.similarity(0, 3)).isEqualTo(1);
      for (int one = 0; one < TEXTS.size(); one++) {
        for (int other = 0; other < TEXTS.size(); other++) {
          assertThat(embeddings.similarity(one, other))
              .isCloseTo(dot(embeddings.vector(one), embeddings.vector(other)), within(2e-6));
        }
      }
      List<Neighbor> nearest = embeddings.nearest(encoder.embed("cat"), 9);
      assertThat(nearest).hasSize(5).isSorted();
      assertThat(nearest.subList(0, 2)).containsExactly(new Neighbor(0, 1), new Neighbor(3, 1));
      assertThat(nearest)
          .allMatch(one -> one.similarity() == embeddings.similarity(0, one.index()));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> embeddings.nearest(Tensor.of(new float[] {1, 2}, 2), 1));
      assertThatThrownBy(() -> embeddings.similarity(0, 5))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  /** Vectors of length 1 have the cosine as their product. */
  private static double dot(Tensor left, Tensor right) {
    double total = 0;
    for (int i = 0; i < left.size(0); i++) {
      total += left.get(i) * right.get(i);
    }
    return total;
  }
}
