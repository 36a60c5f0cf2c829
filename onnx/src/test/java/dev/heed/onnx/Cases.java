package dev.heed.onnx;

import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The cases in this module's test resources; a README beside them tells where they are from. */
final class Cases {
  private Cases() {}

  static Path folder() {
    URL manifest = Objects.requireNonNull(Cases.class.getResource("conformance/manifest.json"));
    try {
      return Objects.requireNonNull(Path.of(manifest.toURI()).getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static ConformanceSuite suite() throws FileException {
    return ConformanceSuite.read(folder());
  }

  /** The manifest's entries of all cases. */
  static List<JsonFields> entries() throws IOException {
    try (InputStream in = Files.newInputStream(folder().resolve("manifest.json"))) {
      return JsonTree.read("manifest.json", in).objects("cases");
    }
  }

  /** The manifest's entry of one case. */
  static JsonFields entry(String name) throws IOException {
    for (JsonFields entry : entries()) {
      if (entry.text("name").equals(name)) {
        return entry;
      }
    }
    throw new IllegalArgumentException("no case " + name);
  }

  /** The entry with one of its fields changed; null takes the field away. */
  static JsonFields changed(JsonFields entry, String field, @Nullable Object value) {
    Map<String, Object> fields = new LinkedHashMap<>(entry.fields());
    if (value == null) {
      fields.remove(field);
    } else {
      fields.put(field, value);
    }
    return new JsonFields(entry.file(), entry.path(), fields);
  }

  /** The entry with one attribute changed; null takes it away. */
  static JsonFields withAttribute(JsonFields entry, String name, @Nullable Object value)
      throws FileException {
    return changed(entry, "attributes", changed(entry.object("attributes"), name, value).fields());
  }

  static CaseResult run(JsonFields entry) {
    return new ConformanceCase(folder(), entry, 1).run(Execution.standard());
  }

  /** Whether a case passes where one of its inputs is not handed over. */
  static boolean passesWithout(JsonFields entry, String input) throws IOException {
    CaseArrays arrays = CaseArrays.read(folder(), entry);
    Map<String, Tensor> inputs = new LinkedHashMap<>(arrays.inputs());
    if (inputs.remove(input) == null) {
      throw new IllegalArgumentException("no input " + input);
    }
    Operator operator =
        Operator.of(
            entry.text("domain"),
            entry.text("op"),
            entry.count("opset"),
            new Attributes("Attention", entry.object("attributes").fields()));
    Map<String, Tensor> outputs =
        operator.run(
            new Operator.Call(inputs, arrays.outputs().keySet(), Map.of(), Execution.standard()));
    return arrays.outputs().entrySet().stream()
        .allMatch(expected ->
            Deviation.largest(
                    expected.getKey(),
                    expected.getValue(),
                    Objects.requireNonNull(outputs.get(expected.getKey())),
                    8)
                .isAllowed());
  }
}
