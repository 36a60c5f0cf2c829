package dev.heed.cli.attend;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.Drawing;
import dev.heed.cli.console.OutputFile;
import dev.heed.cli.console.TextView;
import dev.heed.cli.console.WeightsTable;
import dev.heed.formats.ArrayFormat;
import dev.heed.formats.AtomicOutput;
import dev.heed.formats.JsonDocument;
import dev.heed.models.EncodedText;
import dev.heed.models.Encoder;
import dev.heed.models.tokenizer.Token;
import dev.heed.tensor.Tensor;
import dev.heed.views.Sentence;
import dev.heed.views.SentenceMap;
import dev.heed.views.TextBlock;
import dev.heed.views.TokensText;
import dev.heed.views.WordLinks;
import dev.heed.views.WordLinksText;
import dev.heed.views.page.Block;
import dev.heed.views.page.Figures;
import dev.heed.views.page.Page;
import dev.heed.views.page.Section;
import dev.heed.views.picture.AttentionMap;
import dev.heed.views.picture.Picture;
import dev.heed.views.picture.TokenMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code heed attend TEXT} shows and saves of a text.
 *
 * @param encoder the model that read it
 * @param encoded what it made of it
 * @param layer the layer that is looked at
 * @param head its head; null for the mean of all
 * @param top how many links are listed
 */
record AttendText(Encoder encoder, EncodedText encoded, int layer, @Nullable Integer head, int top)
    implements Drawing {
  /** Tokens that a picture of links stays readable with. */
  private static final int MOST_LINKED = 48;

  /** Tokens, heat map, strongest links, and how to go on. */
  String shown(Console console) {
    Sentence sentence = TextView.sentence(encoded);
    Tensor weights = weights();
    TextBlock text = new TextBlock(console.terminal());
    text.lines(TokensText.heading(sentence, console.terminal()));
    text.lines(TokensText.render(sentence, console.terminal()));
    text.heading(title());
    text.lines(SentenceMap.render(weights, sentence, console.terminal()));
    text.lines(WordLinksText.render(WordLinks.of(weights, sentence), top, console.terminal()));
    text.paragraph("", goOn());
    return text.toString();
  }

  /**
   * Writes npz or JSON: attention of all layers and heads, last states and embedding; or what is
   * shown to look at.
   */
  void save(OutputFile file) throws IOException {
    if (file.isView()) {
      file.write(this);
    } else if (file.is(ArrayFormat.JSON)) {
      AtomicOutput.write(file.path(), out -> JsonDocument.write(out, document()));
    } else if (!new WeightsTable(weights(), TextView.sentence(encoded).labels()).save(file)) {
      file.write(arrays());
    }
  }

  /** Prints the same JSON. */
  void print(Console console) {
    console.stream(out -> JsonDocument.write(out, document()));
  }

  private Tensor weights() {
    return head == null ? encoded.meanAttention(layer) : encoded.attention(layer).select(0, head);
  }

  private String title() {
    String which =
        head == null
            ? "mean of heads 0 to " + (encoder.heads() - 1)
            : "head %d of 0 to %d".formatted(head, encoder.heads() - 1);
    return "Attention in layer %d of 0 to %d, %s".formatted(layer, encoder.layers() - 1, which);
  }

  private String goOn() {
    return "Step by step: heed steps %s --layer %d --head %d"
        .formatted(TextView.quoted(encoded.text()), layer, head == null ? 0 : head);
  }

  private AttentionMap map() {
    Sentence sentence = TextView.sentence(encoded);
    return AttentionMap.of(weights(), sentence.labels())
        .withApart(position -> sentence.pieces().get(position).frame());
  }

  @Override
  public Picture picture() {
    return TokenMap.of(title(), map());
  }

  @Override
  public Page page() {
    AttentionMap map = map();
    List<Block> blocks = new ArrayList<>();
    blocks.add(Figures.tokenMap(title(), map));
    if (map.queries() <= MOST_LINKED) {
      blocks.add(Figures.links("The strongest links", map, Math.max(top, MOST_LINKED)));
    }
    String words = "“" + encoded.text().strip() + "”";
    return new Page(
        "Attention in a text", List.of(words), List.of(new Section("Where tokens look", blocks)));
  }

  private Map<String, Tensor> arrays() {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("attention", encoded.attention());
    arrays.put("last_hidden_state", encoded.lastHiddenState());
    arrays.put("embedding", encoded.embedding());
    return arrays;
  }

  private Map<String, @Nullable Object> document() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("model", encoder.name());
    fields.put("text", encoded.text());
    fields.put("tokens", encoded.encoding().tokens().stream().map(AttendText::token).toList());
    fields.put("cut", encoded.encoding().cut());
    fields.put("layer", layer);
    fields.put("head", head);
    fields.put("links", links());
    fields.putAll(arrays());
    return fields;
  }

  private List<Map<String, Object>> links() {
    WordLinks links = WordLinks.of(weights(), TextView.sentence(encoded));
    return links.strongest(top).stream().map(AttendText::link).toList();
  }

  private static Map<String, Object> link(WordLinks.Link link) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("query", link.query());
    fields.put("key", link.key());
    fields.put("weight", link.weight());
    return fields;
  }

  private static Map<String, Object> token(Token token) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", token.id());
    fields.put("piece", token.piece());
    fields.put("begin", token.begin());
    fields.put("end", token.end());
    fields.put("word", token.word());
    fields.put("frame", token.frame());
    return fields;
  }
}
