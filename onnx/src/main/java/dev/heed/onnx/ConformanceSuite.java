package dev.heed.onnx;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of node tests of ONNX's attention operators: a {@code manifest.json} that lists the
 * cases, and an npz file of inputs and expected outputs for each.
 *
 * <p>A case passes if every element of every output is within 8 units in the last place of the
 * expected one, in its own type (16 for {@code FlexAttention}), or within 4 units of the largest
 * magnitude in its row, if that is more.
 *
 * @param cases in the order of the manifest
 */
public record ConformanceSuite(List<ConformanceCase> cases) {
  private static final String MANIFEST = "manifest.json";
  private static final int FORMAT = 1;

  /** Keeps a copy of the list. */
  public ConformanceSuite {
    cases = List.copyOf(cases);
  }

  /**
   * The cases of a folder; none of their files is read yet.
   *
   * @throws FileException if the manifest is missing, is no JSON or lists no case. What is wrong
   *     with a single case is found when it runs.
   */
  public static ConformanceSuite read(Path folder) throws FileException {
    Path file = folder.resolve(MANIFEST);
    String name = file.toString();
    JsonFields manifest;
    try (InputStream in = Files.newInputStream(file)) {
      manifest = JsonTree.read(name, in);
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
    if (manifest.has("format") && manifest.count("format") != FORMAT) {
      throw manifest.error(
          "is of format %d: only format %d is known here"
              .formatted(manifest.count("format"), FORMAT));
    }
    List<ConformanceCase> cases = new ArrayList<>();
    for (JsonFields fields : manifest.objects("cases")) {
      cases.add(new ConformanceCase(folder, fields, cases.size() + 1));
    }
    if (cases.isEmpty()) {
      throw manifest.error("lists no case");
    }
    return new ConformanceSuite(cases);
  }
}
