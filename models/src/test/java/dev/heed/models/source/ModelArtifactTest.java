package dev.heed.models.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.formats.FileException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of the models that come as artifacts is there. */
final class ModelArtifactTest {
  private static final ModelArtifact ABSENT =
      new ModelArtifact(
          "absent",
          "dev.heed:heed-absent",
          "dev/heed/absent",
          ModelArtifact.class.getClassLoader());

  @Test
  void theFirstThatTheClassPathHasIsTaken() throws FileException {
    assertThat(ModelArtifact.ours()).first().isEqualTo(ModelArtifact.MINILM);
    assertThat(ModelArtifact.MINILM.isPresent()).isTrue();
    assertThat(ABSENT.isPresent()).isFalse();
    assertThat(ModelArtifact.firstPresent(List.of(ABSENT, ModelArtifact.MINILM)))
        .isEqualTo(ModelArtifact.MINILM);
  }

  @Test
  void whereThereIsNoneTheErrorNamesThemAll() {
    assertThatThrownBy(() -> ModelArtifact.firstPresent(List.of(ABSENT, ABSENT)))
        .isInstanceOf(FileException.class)
        .hasMessage(
            "the class path: has no model: add the artifact dev.heed:heed-absent or"
                + " dev.heed:heed-absent");
  }
}
