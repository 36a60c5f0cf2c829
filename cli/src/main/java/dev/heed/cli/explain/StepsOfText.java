package dev.heed.cli.explain;

import dev.heed.attention.Steps;
import dev.heed.cli.console.TextView;
import dev.heed.models.EncodedText;
import dev.heed.models.Encoder;
import dev.heed.tensor.Tensor;
import dev.heed.views.Labels;
import dev.heed.views.Sentence;
import dev.heed.views.StepsText;
import dev.heed.views.Terminal;
import dev.heed.views.TextBlock;
import dev.heed.views.TokensText;
import java.util.List;

/** What {@code heed steps TEXT} shows: one head, for some tokens as queries and all as keys. */
final class StepsOfText {
  private final Encoder encoder;
  private final Sentence sentence;
  private final int layer;
  private final int head;
  private final TokenChoice choice;
  private final Steps steps;

  StepsOfText(Encoder encoder, EncodedText encoded, int layer, int head, TokenChoice choice) {
    this.encoder = encoder;
    this.sentence = TextView.sentence(encoded);
    this.layer = layer;
    this.head = head;
    this.choice = choice;
    this.steps = chosen(encoded.steps(layer));
  }

  /** The head's steps, with the chosen tokens' rows of whatever has a row a query. */
  Steps steps() {
    return steps;
  }

  /** The chosen tokens as queries, all as keys. */
  Labels labels() {
    return Labels.of(choice.numbers().stream().map(names()::get).toList(), names());
  }

  private List<String> names() {
    return sentence.pieces().stream().map(Sentence.Piece::name).toList();
  }

  String shown(Terminal terminal) {
    TextBlock text = new TextBlock(terminal);
    text.lines(TokensText.heading(sentence, terminal));
    text.lines(TokensText.render(sentence, terminal));
    text.heading(
        "Layer %d of 0 to %d, head %d of 0 to %d"
            .formatted(layer, encoder.layers() - 1, head, encoder.heads() - 1));
    text.paragraph("", queries(names())).blank();
    text.lines(StepsText.render(steps, NamedSteps.variances(steps), labels(), terminal).strip());
    return text.toString();
  }

  private String queries(List<String> names) {
    if (choice.numbers().size() == names.size()) {
      return "Every token is a query, and a key to all.";
    }
    String start =
        choice.rest()
            ? "Queries: the first %d tokens; --tokens chooses others."
            : "Queries: the %d chosen tokens.";
    return start.formatted(choice.numbers().size())
        + " Keys: all %d, since softmax shares a query out among all of them."
            .formatted(names.size());
  }

  private Steps chosen(Steps all) {
    return new Steps(
        rows(all.query()),
        all.key().select(0, head),
        all.value().select(0, head),
        all.scale(),
        rows(all.scores()),
        rows(all.scaled()),
        rows(all.capped()),
        rows(all.biased()),
        rows(all.masked()),
        rows(all.rowMaximum()),
        rows(all.rowSum()),
        rows(all.weights()),
        rows(all.logSumExp()),
        rows(all.output()));
  }

  /** The chosen rows of the head, in a tensor of their own. */
  private Tensor rows(Tensor heads) {
    Tensor rows = heads.select(0, head);
    Tensor chosen = Tensor.zeros(rows.dtype(), rows.shape().with(0, choice.numbers().size()));
    for (int n = 0; n < choice.numbers().size(); n++) {
      rows.select(0, choice.numbers().get(n)).copyInto(chosen.select(0, n));
    }
    return chosen;
  }
}
