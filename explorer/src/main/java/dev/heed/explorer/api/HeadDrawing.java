package dev.heed.explorer.api;

import dev.heed.attention.Steps;
import dev.heed.explorer.subject.Head;
import dev.heed.explorer.subject.SingleHead;
import dev.heed.explorer.subject.Subject;
import dev.heed.explorer.subject.TextSubject;
import dev.heed.inspection.Block;
import dev.heed.inspection.CellValue;
import dev.heed.inspection.Inspection;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.views.Sentence;
import dev.heed.views.page.Figures;
import dev.heed.views.page.Page;
import dev.heed.views.page.Section;
import dev.heed.views.page.StepsPage;
import dev.heed.views.picture.AttentionMap;
import dev.heed.views.picture.Picture;
import dev.heed.views.picture.PooledMap;
import dev.heed.views.picture.TokenMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A head as a picture and as a page.
 *
 * @param title what it is, in words
 * @param subject that it belongs to
 * @param head the head, or a mean
 */
record HeadDrawing(String title, Subject subject, Head head) {
  /** Rows and columns that are drawn one by one. */
  private static final int MOST_ROWS = 1024;

  /** Cells of a side where there are more. */
  private static final int CELLS = 512;

  /** Tokens that a picture of links stays readable with. */
  private static final int MOST_LINKED = 48;

  /** Scores whose steps are shown. */
  private static final int MOST_STEP_SCORES = 4096;

  Picture picture() {
    Subject.Sizes sizes = subject.sizes();
    return isLong()
        ? PooledMap.of(title, pooled(), sizes.queries(), sizes.keys())
        : TokenMap.of(title, map());
  }

  Page page() {
    Subject.Sizes sizes = subject.sizes();
    List<dev.heed.views.page.Block> blocks = new ArrayList<>();
    if (isLong()) {
      blocks.add(Figures.pooled(title, pooled(), sizes.queries(), sizes.keys(), null));
    } else {
      AttentionMap map = map();
      blocks.add(Figures.tokenMap(title, map));
      if (Math.max(map.queries(), map.keys()) <= MOST_LINKED) {
        blocks.add(Figures.links("The strongest links", map, MOST_LINKED));
      }
    }
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("Where queries look", blocks));
    if (head instanceof SingleHead one
        && (long) sizes.queries() * sizes.keys() <= MOST_STEP_SCORES) {
      sections.addAll(StepsPage.sections(one.steps(), Map.of(), subject.labels()));
    }
    return new Page(title, List.of(words()), sections);
  }

  private String words() {
    return subject instanceof TextSubject ? "“" + subject.title() + "”" : subject.title();
  }

  private boolean isLong() {
    return Math.max(subject.sizes().queries(), subject.sizes().keys()) > MOST_ROWS;
  }

  private Tensor pooled() {
    Subject.Sizes sizes = subject.sizes();
    Block all = new Block(0, sizes.queries(), 0, sizes.keys());
    Inspection asked = Inspection.none().withMap(CELLS, CellValue.MEAN, all);
    return Objects.requireNonNull(head.inspect(asked).weights().map());
  }

  private AttentionMap map() {
    AttentionMap map;
    if (head instanceof SingleHead one) {
      Steps steps = one.steps();
      map = AttentionMap.of(steps.weights(), subject.labels()).withKept(kept(steps.masked()));
    } else {
      map = AttentionMap.of(weights(head, subject), subject.labels());
    }
    if (subject instanceof TextSubject text) {
      List<Sentence.Piece> pieces = text.sentence().pieces();
      return map.withApart(position -> pieces.get(position).frame());
    }
    return map;
  }

  /** All weights, {@code [L, S]}. */
  static Tensor weights(Head head, Subject subject) {
    Block all = Block.rows(0, subject.sizes().queries());
    return head.inspect(Inspection.none().withBlock(all)).weights().blocks().getFirst();
  }

  private static Tensor kept(Tensor masked) {
    Tensor kept = Tensor.zeros(DType.FLOAT32, masked.shape());
    for (int i = 0; i < kept.size(0); i++) {
      for (int j = 0; j < kept.size(1); j++) {
        kept.set(masked.get(i, j) == Double.NEGATIVE_INFINITY ? 0 : 1, i, j);
      }
    }
    return kept;
  }
}
