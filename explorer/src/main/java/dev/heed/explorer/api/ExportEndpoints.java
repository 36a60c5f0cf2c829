package dev.heed.explorer.api;

import dev.heed.attention.Steps;
import dev.heed.explorer.subject.Head;
import dev.heed.explorer.subject.SingleHead;
import dev.heed.explorer.subject.Subject;
import dev.heed.explorer.subject.TextSubject;
import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.tensor.Tensor;
import dev.heed.views.WeightsCsv;
import dev.heed.views.picture.PngPainter;
import dev.heed.views.picture.SvgWriter;
import dev.heed.views.picture.Theme;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A head as a file to keep, as {@code heed attend --out} makes them. */
final class ExportEndpoints {
  /** What there is. */
  static final List<String> FORMATS = List.of("svg", "png", "csv", "npz", "json", "html");

  /** Pixels of an image for each of a picture. */
  private static final double SCALE = 2;

  private static final long MOST_WEIGHTS = 1L << 20;

  private final SubjectLookup lookup;

  ExportEndpoints(SubjectLookup lookup) {
    this.lookup = lookup;
  }

  /** {@code GET …/heads/{layer}/{head}/export.{format}}. */
  Reply export(Call call, String format) throws IOException {
    call.query().allow(Set.of("theme"));
    Theme theme =
        call.query().choice("theme", "light", "dark").equals("dark") ? Theme.DARK : Theme.LIGHT;
    Subject subject = lookup.subject(call);
    Head head = lookup.matrix(call, subject);
    String file =
        "heed-layer-%s-head-%s.%s".formatted(call.part("layer"), call.part("head"), format);
    HeadDrawing drawing = new HeadDrawing(title(call, subject), subject, head);
    return switch (format) {
      case "svg" ->
          Reply.file("image/svg+xml", file, Content.of(SvgWriter.file(drawing.picture())));
      case "png" ->
          Reply.file(
              "image/png", file, Content.of(PngPainter.paint(drawing.picture(), theme, SCALE)));
      case "html" ->
          Reply.file("text/html; charset=utf-8", file, Content.of(drawing.page().html()));
      case "csv" ->
          Reply.file(
              "text/csv; charset=utf-8",
              file,
              Content.of(WeightsCsv.of(weights(head, subject), subject.labels())));
      case "npz" -> Reply.file("application/zip", file, arrays(ArrayFormat.NPZ, head, subject));
      default -> Reply.file("application/json", file, arrays(ArrayFormat.JSON, head, subject));
    };
  }

  private static String title(Call call, Subject subject) {
    if (!(subject instanceof TextSubject)
        && subject.sizes().layers() == 1
        && subject.sizes().heads() == 1) {
      return "Attention";
    }
    return "Attention in %s, %s".formatted(place(call, "layer"), place(call, "head"));
  }

  private static String place(Call call, String name) {
    return call.part(name).equals(SubjectLookup.MEAN)
        ? "the mean of all " + name + "s"
        : name + " " + call.part(name);
  }

  private static Tensor weights(Head head, Subject subject) {
    requireFew(subject);
    return HeadDrawing.weights(head, subject);
  }

  private static void requireFew(Subject subject) {
    Subject.Sizes sizes = subject.sizes();
    if ((long) sizes.queries() * sizes.keys() > MOST_WEIGHTS) {
      throw new ProblemException(
          Problem.unfit(
              "%d queries and %d keys: up to %d weights are written one by one"
                  .formatted(sizes.queries(), sizes.keys(), MOST_WEIGHTS)));
    }
  }

  private static Content arrays(ArrayFormat format, Head head, Subject subject) throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    requireFew(subject);
    if (head instanceof SingleHead one) {
      Steps steps = one.steps();
      arrays.put("Q", steps.query());
      arrays.put("K", steps.key());
      arrays.put("V", steps.value());
      arrays.put("output", steps.output());
      arrays.put("weights", steps.weights());
      arrays.put("log_sum_exp", steps.logSumExp());
    } else {
      arrays.put("weights", HeadDrawing.weights(head, subject));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ArrayFile.write(out, format, arrays);
    return Content.of(out.toByteArray());
  }
}
