package dev.heed.explorer.api;

import dev.heed.explorer.subject.Models;
import dev.heed.explorer.subject.SubjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** All that can be asked. */
public final class Routes {
  private static final String GET = "GET";
  private static final String POST = "POST";
  private static final String SUBJECT = "/subjects/{id}";
  private static final String HEAD = SUBJECT + "/heads/{layer}/{head}";
  private static final String DESCRIPTION = "/dev/heed/explorer/openapi.json";

  private final List<Route> routes;

  /**
   * @param memory bytes that the arrays of one file may take
   */
  public Routes(Models models, SubjectStore store, long memory) {
    SubjectLookup lookup = new SubjectLookup(store);
    PostEndpoints posts = new PostEndpoints(models, store, memory);
    SubjectEndpoints subjects = new SubjectEndpoints(lookup);
    HeadEndpoints heads = new HeadEndpoints(lookup);
    RowEndpoints rows = new RowEndpoints(lookup);
    LessonEndpoints lessons = new LessonEndpoints();
    List<Route> all =
        new ArrayList<>(
            List.of(
                light("/openapi.json", Routes::description),
                light("/models", new ModelEndpoints(models)::models),
                light("/lessons", lessons::lessons),
                work("/lessons/{number}", lessons::lesson),
                new Route(POST, "/texts", Route.Kind.DOCUMENT, posts::text),
                new Route(POST, "/arrays", Route.Kind.DOCUMENT, posts::arrays),
                new Route(POST, "/files", Route.Kind.FILE, posts::file),
                light(SUBJECT, subjects::subject),
                work(SUBJECT + "/heads", subjects::heads),
                work(SUBJECT + "/maps", subjects::maps),
                work(SUBJECT + "/steps", subjects::steps),
                work(SUBJECT + "/mask", new MaskEndpoints(lookup)::mask),
                work(HEAD, heads::head),
                work(HEAD + "/map", heads::map),
                work(HEAD + "/rows/{query}", rows::row),
                work(HEAD + "/rows/{query}/weights", rows::weights),
                work(HEAD + "/pairs/{query}/{key}", new PairEndpoints(lookup)::pair)));
    ExportEndpoints exports = new ExportEndpoints(lookup);
    for (String format : ExportEndpoints.FORMATS) {
      all.add(work(HEAD + "/export." + format, call -> exports.export(call, format)));
    }
    this.routes = List.copyOf(all);
  }

  /** All of them. */
  public List<Route> all() {
    return routes;
  }

  private static Route light(String path, Route.Handler handler) {
    return new Route(GET, path, Route.Kind.LIGHT, handler);
  }

  private static Route work(String path, Route.Handler handler) {
    return new Route(GET, path, Route.Kind.WORK, handler);
  }

  private static Reply description(Call call) throws IOException {
    call.query().allow(Set.of());
    try (InputStream in = Routes.class.getResourceAsStream(DESCRIPTION)) {
      byte[] bytes = Objects.requireNonNull(in, DESCRIPTION).readAllBytes();
      return new Reply("application/json; charset=utf-8", Map.of(), Content.of(bytes), false);
    }
  }
}
