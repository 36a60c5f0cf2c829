package dev.heed.explorer.api;

import dev.heed.explorer.subject.ArraySubject;
import dev.heed.explorer.subject.AttentionOptions;
import dev.heed.explorer.subject.Subject;
import dev.heed.explorer.subject.TextSubject;
import dev.heed.mask.Corner;
import dev.heed.models.tokenizer.Token;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A subject as JSON has it. */
final class SubjectFields {
  /** Numbers that arrays may have together to be sent back. */
  private static final long MOST_NUMBERS = 4096;

  private SubjectFields() {}

  static Map<String, Object> of(Subject subject) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", subject.id());
    fields.put("kind", subject instanceof TextSubject ? "text" : "arrays");
    fields.put("title", subject.title());
    if (subject instanceof TextSubject text) {
      fields.put("model", text.model());
      fields.put("text", text.encoded().text());
      fields.put(
          "tokens", text.encoded().encoding().tokens().stream().map(SubjectFields::of).toList());
      fields.put("cut", text.encoded().encoding().cut());
    }
    Subject.Sizes sizes = subject.sizes();
    fields.put("layers", sizes.layers());
    fields.put("heads", sizes.heads());
    fields.put("keyHeads", sizes.keyHeads());
    fields.put("queries", sizes.queries());
    fields.put("keys", sizes.keys());
    fields.put("depth", sizes.depth());
    fields.put("valueDepth", sizes.valueDepth());
    fields.put("dtype", subject.dtype().toString());
    if (subject instanceof ArraySubject arrays) {
      fields.put("names", List.copyOf(arrays.given().keySet()));
      fields.put("options", of(arrays.options()));
      if (count(arrays) <= MOST_NUMBERS) {
        fields.put("arrays", new TreeMap<>(arrays.given()));
      }
    }
    return fields;
  }

  private static long count(ArraySubject arrays) {
    return arrays.given().values().stream().mapToLong(array -> array.shape().elements()).sum();
  }

  private static Map<String, Object> of(Token token) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", token.piece());
    fields.put("id", token.id());
    fields.put("special", token.frame());
    fields.put("start", token.begin());
    fields.put("end", token.end());
    return fields;
  }

  /** Options as they are posted. */
  static Map<String, Object> of(AttentionOptions options) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (options.dtype() != null) {
      fields.put("dtype", options.dtype().toString());
    }
    options.scale().ifPresent(scale -> fields.put("scale", scale));
    options.softcap().ifPresent(cap -> fields.put("softcap", cap));
    if (options.causal()) {
      fields.put("causal", options.corner() == null ? true : name(options.corner()));
    } else if (options.corner() != null) {
      fields.put("corner", name(options.corner()));
    }
    if (options.window() != null) {
      fields.put("window", List.of(options.window().left(), options.window().right()));
    }
    Tensor painted = options.painted();
    if (painted != null && painted.shape().elements() <= MOST_NUMBERS) {
      fields.put("mask", painted.to(DType.INT32));
    }
    if (options.alibi() != null) {
      fields.put("alibi", options.alibi().isEmpty() ? true : options.alibi());
    }
    if (!options.lengths().isEmpty()) {
      fields.put("lengths", options.lengths());
    }
    if (options.heads() > 0) {
      fields.put("heads", options.heads());
    }
    if (options.keyHeads() > 0) {
      fields.put("keyHeads", options.keyHeads());
    }
    return fields;
  }

  private static String name(Corner corner) {
    return corner == Corner.TOP_LEFT ? "top-left" : "bottom-right";
  }
}
