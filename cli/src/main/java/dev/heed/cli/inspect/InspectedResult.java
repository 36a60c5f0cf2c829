package dev.heed.cli.inspect;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.Drawing;
import dev.heed.cli.console.OutputFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.formats.AtomicOutput;
import dev.heed.formats.JsonDocument;
import dev.heed.tensor.Tensor;
import dev.heed.views.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code heed inspect} found, in every form that it takes. */
interface InspectedResult extends Drawing {
  /** As text. */
  String shown(Terminal terminal);

  /** As arrays by name. */
  Map<String, Tensor> arrays();

  /** As a document. */
  Map<String, @Nullable Object> document();

  /** As a table, a line a query. */
  String table();

  /** Writes it in the file's format. */
  default void save(OutputFile file) throws IOException {
    if (file.isView()) {
      file.write(this);
    } else if (file.is(ArrayFormat.JSON)) {
      AtomicOutput.write(file.path(), out -> JsonDocument.write(out, document()));
    } else if (file.is(ArrayFormat.CSV)) {
      byte[] bytes = table().getBytes(StandardCharsets.UTF_8);
      AtomicOutput.write(file.path(), out -> out.write(bytes));
    } else if (file.holdsNames()) {
      file.write(arrays());
    } else {
      throw new IllegalArgumentException(
          ("--out %s: an inspection gives several arrays, so .npz, .safetensors or .json; .csv for a"
                  + " table; .html, .svg or .png to look at")
              .formatted(file));
    }
  }

  /** Prints the document. */
  default void print(Console console) {
    console.stream(out -> JsonDocument.write(out, document()));
  }
}
