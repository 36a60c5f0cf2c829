package dev.heed.explorer.api;

import dev.heed.explorer.subject.Models;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which models there are. */
final class ModelEndpoints {
  private final Models models;

  ModelEndpoints(Models models) {
    this.models = models;
  }

  /** {@code GET /models}. */
  Reply models(Call call) {
    call.query().allow(Set.of());
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (Models.Model model : models.all()) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("name", model.name());
      fields.put("layers", model.layers());
      fields.put("heads", model.heads());
      fields.put("hidden", model.hidden());
      fields.put("maxTokens", model.maxTokens());
      fields.put("licence", model.licence());
      fields.put("from", model.from());
      fields.put("default", list.isEmpty());
      list.add(fields);
    }
    return Reply.json(Map.of("models", list));
  }
}
