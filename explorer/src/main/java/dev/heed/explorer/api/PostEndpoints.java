package dev.heed.explorer.api;

import dev.heed.explorer.subject.ArrayRequest;
import dev.heed.explorer.subject.AttentionOptions;
import dev.heed.explorer.subject.Models;
import dev.heed.explorer.subject.Subject;
import dev.heed.explorer.subject.SubjectStore;
import dev.heed.formats.ArrayFile;
import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be posted: a text, arrays, a file. Each becomes a subject, or is one already. */
final class PostEndpoints {
  private static final String BODY = "the request";
  private static final String FILE_NAME = "[^/\\\\\\p{Cntrl}]{1,200}";
  private static final int MOST_TEXT = 1 << 20;

  private final Models models;
  private final SubjectStore store;
  private final long memory;

  /** Held by whoever turns bytes into arrays, which takes many times their size for a moment. */
  private final Object reading = new Object();

  /**
   * @param memory bytes that the arrays of one file may take
   */
  PostEndpoints(Models models, SubjectStore store, long memory) {
    this.models = models;
    this.store = store;
    this.memory = memory;
  }

  /** {@code POST /texts}. */
  Reply text(Call call) throws IOException {
    call.query().allow(Set.of());
    JsonFields fields = document(call);
    fields.allow(Set.of("text", "model"));
    String text = fields.text("text");
    if (text.getBytes(StandardCharsets.UTF_8).length > MOST_TEXT) {
      throw new ProblemException(Problem.large("a text has at most 1 MiB"));
    }
    String name = fields.has("model") ? fields.text("model") : null;
    Models.Model model = model(name);
    Optional<Subject> known = store.find(Models.id(model, text));
    return known.isPresent()
        ? Reply.json(SubjectFields.of(known.get()))
        : added(models.read(model, text, call.execution()));
  }

  private Models.Model model(@Nullable String name) {
    return models
        .find(name)
        .orElseThrow(() ->
            new ProblemException(
                Problem.unfit(
                    name == null
                        ? "there is no model: add one, or --model DIR"
                        : "model %s: there is none of this name"
                            .formatted(Parameters.shown(name)))));
  }

  /** {@code POST /arrays}. */
  Reply arrays(Call call) throws IOException {
    call.query().allow(Set.of());
    ArrayRequest request;
    synchronized (reading) {
      request = arrays(document(call));
    }
    return added(request, call);
  }

  private static ArrayRequest arrays(JsonFields fields) throws IOException {
    fields.allow(Set.of("arrays", "options"));
    JsonFields named = fields.object("arrays");
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    for (String name : named.fields().keySet()) {
      arrays.put(name, NestedNumbers.of(named, name));
    }
    AttentionOptions options =
        fields.has("options")
            ? OptionsReader.read(fields.object("options"))
            : AttentionOptions.none();
    return new ArrayRequest("arrays", arrays, options);
  }

  /** {@code POST /files}. */
  Reply file(Call call) throws IOException {
    call.query().allow(Set.of("name", "options"));
    String name = call.query().text("name");
    if (name == null || !name.matches(FILE_NAME)) {
      throw new ProblemException(
          Problem.unfit(
              "name: that of a file with its extension, such as qkv.npz, without folders"));
    }
    String given = call.query().text("options");
    AttentionOptions options =
        given == null ? AttentionOptions.none() : OptionsReader.read(tree("options", given));
    Map<String, Tensor> arrays;
    synchronized (reading) {
      arrays = ArrayFile.read(name, call.body().bytes(), memory);
    }
    return added(new ArrayRequest(name, arrays, options), call);
  }

  private static JsonFields tree(String what, String text) throws IOException {
    return JsonTree.read(what, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static JsonFields document(Call call) throws IOException {
    try {
      return JsonTree.read(BODY, new ByteArrayInputStream(call.body().bytes()));
    } catch (FileException e) {
      throw new ProblemException(Problem.malformed(String.valueOf(e.getMessage())));
    }
  }

  private Reply added(ArrayRequest request, Call call) {
    Optional<Subject> known = store.find(request.id());
    return known.isPresent()
        ? Reply.json(SubjectFields.of(known.get()))
        : added(request.subject(call.execution()));
  }

  private Reply added(Subject subject) {
    store.add(subject);
    return Reply.json(SubjectFields.of(subject));
  }
}
