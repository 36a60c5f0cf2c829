package dev.heed.cli.inspect;

import dev.heed.inspection.InspectionResult;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.views.InspectionText;
import dev.heed.views.Labels;
import dev.heed.views.Terminal;
import dev.heed.views.TextBlock;
import dev.heed.views.TokenNumbers;
import dev.heed.views.page.Block;
import dev.heed.views.page.Figures;
import dev.heed.views.page.Page;
import dev.heed.views.page.Section;
import dev.heed.views.picture.Picture;
import dev.heed.views.picture.PooledMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code heed inspect --input} found.
 *
 * @param name of the file
 * @param query its shape
 * @param key its shape
 * @param result of all heads
 * @param place what is shown of them
 */
record InspectedArrays(String name, Shape query, Shape key, InspectionResult result, Place place)
    implements InspectedResult {
  /** Most bars of a chart that stay readable. */
  private static final int BARS = 512;

  /**
   * A head that is shown.
   *
   * @param head null for the first one
   */
  record Place(int batch, @Nullable Integer head) {}

  private int head() {
    return Objects.requireNonNullElse(place.head(), 0);
  }

  /** The head that is shown. */
  private InspectionResult shownHead() {
    InspectionResult sequence = query.rank() < 4 ? result : result.select(place.batch());
    return query.rank() < 3 ? sequence : sequence.select(head());
  }

  private String title() {
    String which = query.rank() < 3 ? "" : ", head " + head();
    which = query.rank() < 4 ? which : ", sequence " + place.batch() + which;
    return name + which;
  }

  @Override
  public String shown(Terminal terminal) {
    TextBlock text = new TextBlock(terminal);
    text.paragraph("", "Q %s, K %s".formatted(query, key));
    if (query.rank() > 2) {
      text.paragraph("", "shown: %s; --head N shows another".formatted(title()));
    }
    text.lines(InspectionText.render(shownHead(), key.size(-2), Labels.numbered(), terminal));
    return text.toString();
  }

  @Override
  public Map<String, Tensor> arrays() {
    return NamedFindings.named(result);
  }

  @Override
  public Map<String, @Nullable Object> document() {
    return new LinkedHashMap<>(arrays());
  }

  @Override
  public String table() {
    boolean batched = query.rank() > 3;
    boolean headed = query.rank() > 2;
    List<String> names = new ArrayList<>(batched ? List.of("batch") : List.of());
    names.addAll(headed ? List.of("head") : List.of());
    QueryTable table = new QueryTable(names);
    for (int b = 0; b < (batched ? query.size(0) : 1); b++) {
      InspectionResult sequence = batched ? result.select(b) : result;
      for (int h = 0; h < (headed ? query.size(-3) : 1); h++) {
        List<Integer> numbers = new ArrayList<>(batched ? List.of(b) : List.of());
        numbers.addAll(headed ? List.of(h) : List.of());
        table.add(numbers, headed ? sequence.select(h) : sequence, null);
      }
    }
    return table.toString();
  }

  @Override
  public Picture picture() {
    Tensor map = Objects.requireNonNull(shownHead().weights().map());
    return PooledMap.of("Attention in " + title(), map, query.size(-2), key.size(-2));
  }

  @Override
  public Page page() {
    InspectionResult head = shownHead();
    List<Section> sections = new ArrayList<>();
    Tensor map = Objects.requireNonNull(head.weights().map());
    sections.add(
        Section.of(
            "Where it looks",
            Figures.pooled("Weights, pooled", map, query.size(-2), key.size(-2), null)));
    List<Block> bars = new ArrayList<>();
    if (head.entropy() != null && query.size(-2) <= BARS) {
      bars.add(Figures.bars(TokenNumbers.entropy(head.entropy(), Labels.numbered())));
    }
    Tensor received = head.weights().received();
    if (received != null && key.size(-2) <= BARS) {
      bars.add(Figures.bars(TokenNumbers.received(received, Labels.numbered())));
    }
    if (!bars.isEmpty()) {
      sections.add(new Section("Rows and columns", bars));
    }
    List<String> words = List.of("Q %s, K %s. Shown: %s.".formatted(query, key, title()));
    return new Page("Attention in " + name, words, sections);
  }
}
