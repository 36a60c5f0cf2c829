package dev.heed.langchain4j;

import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.Metadata;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Texts that questions can be asked about, each with a title, and the model that reads them. */
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
    return Document.from(text, Metadata.from(Map.of("title", title)));
  }
}
