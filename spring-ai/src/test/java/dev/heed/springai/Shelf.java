package dev.heed.springai;

import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.ai.document.Document;

/** Texts that questions can be asked about, each with a title, and the encoder that reads them. */
final class Shelf {
  static final List<Document> DOCUMENTS =
      List.of(
          document("cats", "A cat sleeps for most of the day and hunts at dawn."),
          document("bread", "Bread dough rises because yeast makes gas out of sugar."),
          document("moon", "The moon pulls at the sea, and so there are tides."),
          document("bank", "A bank lends money and lives on the interest."));

  private Shelf() {}

  static Encoder encoder() throws IOException {
    return Encoder.load(ModelSource.miniLm());
  }

  private static Document document(String title, String text) {
    return new Document(title, text, Map.of("title", title));
  }
}
