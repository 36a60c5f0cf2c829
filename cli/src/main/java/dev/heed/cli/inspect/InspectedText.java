package dev.heed.cli.inspect;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.Progress;
import dev.heed.cli.console.TextView;
import dev.heed.inspection.HeadSummary;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.models.EncodedText;
import dev.heed.models.Encoder;
import dev.heed.models.tokenizer.Token;
import dev.heed.tensor.Tensor;
import dev.heed.views.HeadMeasure;
import dev.heed.views.HeadsText;
import dev.heed.views.InspectionText;
import dev.heed.views.Labels;
import dev.heed.views.LayerHead;
import dev.heed.views.Sentence;
import dev.heed.views.Terminal;
import dev.heed.views.TextBlock;
import dev.heed.views.TokenNumbers;
import dev.heed.views.TokensText;
import dev.heed.views.page.Block;
import dev.heed.views.page.Figures;
import dev.heed.views.page.Page;
import dev.heed.views.page.Section;
import dev.heed.views.picture.AttentionMap;
import dev.heed.views.picture.HeadOverview;
import dev.heed.views.picture.Picture;
import dev.heed.views.picture.TokenMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code heed inspect TEXT} found in a model.
 *
 * @param encoder the model
 * @param encoded what it made of the text
 * @param results of each layer
 * @param summaries of each head of each layer
 * @param sort what heads are sorted by
 * @param place the head that is shown
 */
record InspectedText(
    Encoder encoder,
    EncodedText encoded,
    List<InspectionResult> results,
    List<List<HeadSummary>> summaries,
    HeadMeasure sort,
    Place place)
    implements InspectedResult {
  /** Cells of a head's small map, at most. */
  private static final int SMALL_MAP = 48;

  /** Heads that the terminal lists. */
  private static final int LISTED = 12;

  /** Links of the picture of links, and tokens that it stays readable with. */
  private static final int LINKS = 40;

  private static final int MOST_LINKED = 48;

  /**
   * A head that is shown.
   *
   * @param chosen whether the user named it
   */
  record Place(int layer, int head, boolean chosen) {}

  /**
   * What the user says of the head to show.
   *
   * @param sort what heads are sorted by
   * @param layer null for any
   * @param head null for the first one by the measure
   */
  record Choice(HeadMeasure sort, @Nullable Integer layer, @Nullable Integer head) {
    /** The head that was named, or the first one among those of the named layer, or of all. */
    Place place(List<List<HeadSummary>> summaries) {
      int last = summaries.size() - 1;
      if (head != null) {
        return new Place(layer == null ? last : layer, head, true);
      }
      List<LayerHead> heads = new ArrayList<>();
      for (int at = 0; at <= last; at++) {
        for (int n = 0; n < summaries.get(at).size() && (layer == null || layer == at); n++) {
          heads.add(new LayerHead(at, n, summaries.get(at).get(n), null));
        }
      }
      LayerHead first = sort.sorted(heads).getFirst();
      return new Place(first.layer(), first.head(), false);
    }
  }

  /** Inspects every layer, and says on a terminal how far it is. */
  static InspectedText of(
      Encoder encoder,
      EncodedText encoded,
      InspectionOptions options,
      Choice choice,
      Console console) {
    int tokens = encoded.encoding().tokens().size();
    Inspection asked = options.inspection(tokens, tokens, null);
    List<InspectionResult> results = new ArrayList<>();
    try (Progress progress = new Progress(console, "inspecting layers")) {
      for (int layer = 0; layer < encoder.layers(); layer++) {
        results.add(encoded.inspect(layer, asked));
        progress.progress(layer + 1, encoder.layers());
      }
    }
    List<List<HeadSummary>> summaries = encoded.headSummaries();
    Place place = choice.place(summaries);
    return new InspectedText(encoder, encoded, results, summaries, choice.sort(), place);
  }

  private Sentence sentence() {
    return TextView.sentence(encoded);
  }

  private Labels labels() {
    return sentence().labels();
  }

  private InspectionResult shownHead() {
    return results.get(place.layer()).select(place.head());
  }

  private String title() {
    return "Layer %d, head %d".formatted(place.layer(), place.head());
  }

  /** All heads, with a map each where it is to be drawn. */
  private List<LayerHead> heads(boolean withMaps) {
    int cells = Math.min(SMALL_MAP, encoded.encoding().tokens().size());
    List<LayerHead> heads = new ArrayList<>();
    for (int layer = 0; layer < summaries.size(); layer++) {
      Tensor maps =
          withMaps
              ? encoded.inspect(layer, Inspection.none().withMap(cells)).weights().map()
              : null;
      for (int head = 0; head < summaries.get(layer).size(); head++) {
        Tensor map = maps == null ? null : maps.select(0, head);
        heads.add(new LayerHead(layer, head, summaries.get(layer).get(head), map));
      }
    }
    return heads;
  }

  @Override
  public String shown(Terminal terminal) {
    Sentence sentence = sentence();
    TextBlock text = new TextBlock(terminal);
    text.lines(TokensText.heading(sentence, terminal));
    text.lines(TokensText.render(sentence, terminal));
    text.lines(HeadsText.render(heads(false), sort, LISTED, terminal));
    text.heading(place.chosen() ? title() : title() + ", the first by " + sort.title()).blank();
    int tokens = encoded.encoding().tokens().size();
    text.lines(InspectionText.render(shownHead(), tokens, labels(), terminal));
    text.paragraph("", "another head: --layer N --head N; all of them as a page: --out heads.html");
    return text.toString();
  }

  @Override
  public Map<String, Tensor> arrays() {
    Map<String, Tensor> arrays = NamedFindings.stacked(results);
    arrays.remove("output");
    return arrays;
  }

  @Override
  public Map<String, @Nullable Object> document() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("model", encoder.name());
    fields.put("text", encoded.text());
    fields.put("tokens", encoded.encoding().tokens().stream().map(Token::piece).toList());
    fields.put("cut", encoded.encoding().cut());
    fields.put("heads", heads(false).stream().map(InspectedText::head).toList());
    fields.putAll(arrays());
    return fields;
  }

  private static Map<String, @Nullable Object> head(LayerHead head) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("layer", head.layer());
    fields.put("head", head.head());
    for (HeadMeasure measure : HeadMeasure.values()) {
      double number = measure.of(head);
      fields.put(measure.title(), Double.isNaN(number) ? null : number);
    }
    return fields;
  }

  @Override
  public String table() {
    QueryTable table = new QueryTable(List.of("layer", "head"));
    for (int layer = 0; layer < results.size(); layer++) {
      for (int head = 0; head < encoder.heads(); head++) {
        table.add(List.of(layer, head), results.get(layer).select(head), labels());
      }
    }
    return table.toString();
  }

  private AttentionMap map() {
    Sentence sentence = sentence();
    Tensor weights = encoded.attention(place.layer()).select(0, place.head());
    return AttentionMap.of(weights, sentence.labels())
        .withApart(position -> sentence.pieces().get(position).frame());
  }

  @Override
  public Picture picture() {
    return place.chosen()
        ? TokenMap.of(title(), map())
        : HeadOverview.grid("Heads of " + encoder.name(), heads(true), sort);
  }

  @Override
  public Page page() {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("All heads", Figures.heads(heads(true))));
    List<Block> shown = new ArrayList<>();
    shown.add(Figures.tokenMap("Weights", map()));
    if (encoded.encoding().tokens().size() <= MOST_LINKED) {
      shown.add(Figures.links("The strongest links", map(), LINKS));
    }
    InspectionResult head = shownHead();
    if (head.entropy() != null) {
      shown.add(Figures.bars(TokenNumbers.entropy(head.entropy(), labels())));
    }
    Tensor received = head.weights().received();
    if (received != null) {
      shown.add(Figures.bars(TokenNumbers.received(received, labels())));
    }
    sections.add(new Section(title(), shown));
    return new Page("Attention in a text", introduction(), sections);
  }

  private List<String> introduction() {
    return List.of(
        TextView.beginning(encoded),
        "%s: %d layers of %d heads, %d tokens."
            .formatted(
                encoder.name(),
                encoder.layers(),
                encoder.heads(),
                encoded.encoding().tokens().size()));
  }
}
