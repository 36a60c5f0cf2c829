package dev.heed.spark.text;

import dev.heed.execution.Execution;
import dev.heed.models.Encoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a partition with an answer each, in their order. A batch is read when the one before
 * has been taken, so that a slow consumer slows the source and memory does not grow with the
 * partition.
 */
public final class TextRows implements Iterator<Row> {
  private final Iterator<Row> source;
  private final RowPlan plan;
  private final TextAnswers answers;
  private final Encoder encoder;
  private final Queue<Row> ready = new ArrayDeque<>();
  private long read;

  private TextRows(Iterator<Row> source, RowPlan plan, TextAnswers answers, Encoder encoder) {
    this.source = source;
    this.plan = plan;
    this.answers = answers;
    this.encoder = encoder;
  }

  /** The rows of a task, which works on as many threads as Spark gives it. */
  public static TextRows of(
      Iterator<Row> source, RowPlan plan, TextAnswers answers, ModelChoice choice) {
    TaskContext task = TaskContext.get();
    Execution run = Execution.standard().withThreads(task == null ? 1 : task.cpus());
    return new TextRows(source, plan, answers, SharedEncoders.of(choice).withExecution(run));
  }

  @Override
  public boolean hasNext() {
    if (ready.isEmpty() && source.hasNext()) {
      fill();
    }
    return !ready.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void fill() {
    List<Row> rows = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    while (rows.size() < plan.batch() && source.hasNext()) {
      Row row = source.next();
      rows.add(row);
      if (fault(row) == null) {
        texts.add(row.getString(plan.column()));
      }
    }
    Iterator<TextAnswers.Answer> made = answers.of(encoder, texts).iterator();
    for (Row row : rows) {
      String fault = fault(row);
      Object value = null;
      if (fault == null) {
        TextAnswers.Answer answer = made.next();
        fault = fault(answer);
        value = fault == null ? answer.value() : null;
      }
      ready.add(answered(row, value, fault));
      read++;
    }
  }

  private @Nullable String fault(Row row) {
    if (row.isNullAt(plan.column())) {
      return "the text is null";
    }
    return row.getString(plan.column()).isBlank() ? "the text is empty" : null;
  }

  private @Nullable String fault(TextAnswers.Answer answer) {
    return plan.cutsLongTexts() || answer.cut() == 0
        ? null
        : "the text has more than the %d tokens that %s reads"
            .formatted(encoder.settings().maxTokens(), encoder.name());
  }

  /** The row with the columns that are added. */
  private Row answered(Row row, @Nullable Object value, @Nullable String fault) {
    if (fault != null && !plan.keepsBadRows()) {
      throw new IllegalArgumentException(
          "row %d of partition %d: %s (setErrorCol keeps such rows and says so)"
              .formatted(read, TaskContext.getPartitionId(), fault));
    }
    int size = row.size();
    @Nullable Object[] values = new Object[size + (plan.keepsBadRows() ? 2 : 1)];
    for (int i = 0; i < size; i++) {
      values[i] = row.get(i);
    }
    values[size] = value;
    if (plan.keepsBadRows()) {
      values[size + 1] = fault;
    }
    return RowFactory.create(values);
  }
}
