package dev.heed.formats;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One case of {@code pytorch/manifest.json}: its options and its arrays.
 *
 * @param options as the manifest has them: texts, numbers, flags; null for what is none
 * @param arrays the inputs, and what PyTorch computed of them
 */
record PyTorchCase(Map<String, @Nullable Object> options, SequencedMap<String, Tensor> arrays) {

  /** All cases of a kind, {@code sdpa} or {@code mha}, in the manifest's order. */
  static List<PyTorchCase> all(String kind) {
    byte[] content = Fixtures.pytorch("manifest.json");
    List<PyTorchCase> cases = new ArrayList<>();
    JsonFactory factory = JsonFactory.builder().build();
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), content)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = parser.currentName().equals(kind);
        parser.nextToken();
        if (!wanted) {
          parser.skipChildren();
          continue;
        }
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          Map<String, @Nullable Object> options = options(parser);
          String file = String.valueOf(options.get("file"));
          cases.add(new PyTorchCase(options, Fixtures.read(file, Fixtures.pytorch(file))));
        }
      }
    }
    return cases;
  }

  private static Map<String, @Nullable Object> options(JsonParser parser) {
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      Object value =
          switch (parser.nextToken()) {
            case VALUE_STRING -> parser.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> {
              parser.skipChildren();
              yield null;
            }
          };
      options.put(name, value);
    }
    return options;
  }

  String text(String option) {
    return (String) Objects.requireNonNull(options.get(option), option);
  }

  boolean flag(String option) {
    return (boolean) Objects.requireNonNull(options.get(option), option);
  }

  int count(String option) {
    return ((Double) Objects.requireNonNull(options.get(option), option)).intValue();
  }

  Tensor array(String name) {
    return Fixtures.array(arrays, name);
  }

  /** An input in the given dtype, unless it is flags. */
  @Nullable Tensor input(String name, DType dtype) {
    Tensor input = arrays.get(name);
    return input == null || input.dtype() == DType.BOOL ? input : input.to(dtype);
  }

  @Override
  public String toString() {
    return text("name");
  }
}
