package dev.heed.onnx;

import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;

/** One node test: an operator with attributes, its inputs and the outputs that are expected. */
public final class ConformanceCase {
  private static final int UNITS = 8;
  private static final int FLEX_UNITS = 16;

  private final Path folder;
  private final JsonFields fields;
  private final String name;

  ConformanceCase(Path folder, JsonFields fields, int number) {
    this.folder = folder;
    this.fields = fields;
    this.name =
        fields.fields().get("name") instanceof String text
            ? Initializer.excerpt(text)
            : "case " + number;
  }

  /** The name that ONNX gives the test, or the case's number in the manifest. */
  public String name() {
    return name;
  }

  /**
   * Runs the case. Whatever is wrong with its entry or its file, and whatever in it is not known
   * here, is a failure whose reason the result gives.
   *
   * @throws CancellationException if the thread is interrupted or the observer cancels
   */
  public CaseResult run(Execution execution) {
    try {
      return compared(execution);
    } catch (CancellationException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      return new CaseResult(name, false, Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  private CaseResult compared(Execution execution) throws IOException {
    fields.text("name");
    String title = fields.text("op");
    Operator operator =
        Operator.of(fields.text("domain"), title, fields.count("opset"), attributes(title));
    CaseArrays arrays = CaseArrays.read(folder, fields);
    Map<String, Tensor> actual =
        operator.run(
            new Operator.Call(arrays.inputs(), arrays.outputs().keySet(), Map.of(), execution));
    List<Deviation> worst = new ArrayList<>();
    int units = operator instanceof FlexAttentionOperator ? FLEX_UNITS : UNITS;
    for (Map.Entry<String, Tensor> expected : arrays.outputs().entrySet()) {
      Tensor given = Objects.requireNonNull(actual.get(expected.getKey()));
      worst.add(Deviation.largest(expected.getKey(), expected.getValue(), given, units));
    }
    Deviation largest =
        worst.stream().reduce((a, b) -> a.share() >= b.share() ? a : b).orElseThrow();
    return new CaseResult(name, largest.isAllowed(), largest.sentence());
  }

  private Attributes attributes(String operator) throws FileException {
    SequencedMap<String, Object> values = JsonGraph.values(fields.object("attributes"));
    for (String field : fields.fields().keySet()) {
      boolean graph = field.endsWith("_mod") && fields.has(field);
      if (graph && !fields.object(field).text("kind").equals("none")) {
        values.put(field, JsonGraph.read(fields.object(field).object("graph")));
      }
    }
    return new Attributes(operator, values);
  }
}
