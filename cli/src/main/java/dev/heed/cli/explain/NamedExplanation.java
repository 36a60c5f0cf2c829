package dev.heed.cli.explain;

import dev.heed.cli.console.OutputFile;
import dev.heed.explain.Explanation;
import dev.heed.explain.PrecisionTable;
import dev.heed.explain.Product;
import dev.heed.formats.ArrayFormat;
import dev.heed.formats.AtomicOutput;
import dev.heed.formats.JsonDocument;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.views.ExplanationFields;
import dev.heed.views.WeightsCsv;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An explanation as it is saved: nested fields by name in JSON, and in npz its numbers alone, under
 * the same names with points between them.
 *
 * @param table null where precisions were not asked for
 */
record NamedExplanation(Explanation found, @Nullable PrecisionTable table) {
  private static final int[] ALONE = {};

  /** Writes JSON, npz, or the products as a table: all of it appears, or nothing. */
  void write(OutputFile file) throws IOException {
    if (file.is(ArrayFormat.CSV)) {
      byte[] bytes = productLines().getBytes(StandardCharsets.UTF_8);
      AtomicOutput.write(file.path(), out -> out.write(bytes));
      return;
    }
    Map<String, @Nullable Object> fields = new ExplanationFields(found, table).fields();
    if (file.is(ArrayFormat.JSON)) {
      AtomicOutput.write(file.path(), out -> JsonDocument.write(out, fields));
    } else {
      Map<String, Tensor> arrays = new LinkedHashMap<>();
      collect("", fields, arrays);
      file.write(arrays);
    }
  }

  /** The products as comma-separated values, a line a column of the vectors. */
  private String productLines() {
    StringBuilder text = new StringBuilder("column,query,key,product,sum\n");
    for (int d = 0; d < found.products().size(); d++) {
      Product product = found.products().get(d);
      text.append(d).append(',');
      text.append(WeightsCsv.number(product.query(), found.computed())).append(',');
      text.append(WeightsCsv.number(product.key(), found.computed())).append(',');
      text.append(WeightsCsv.number(product.product(), DType.FLOAT64)).append(',');
      text.append(WeightsCsv.number(product.sum(), found.computed())).append('\n');
    }
    return text.toString();
  }

  /** The numbers among the fields, those within others under both names. */
  private static void collect(String prefix, Map<?, ?> fields, Map<String, Tensor> arrays) {
    for (var entry : fields.entrySet()) {
      collectOne(prefix + entry.getKey(), entry.getValue(), arrays);
    }
  }

  private static void collectOne(String name, @Nullable Object value, Map<String, Tensor> arrays) {
    switch (value) {
      case Tensor tensor -> arrays.put(name, tensor);
      case Boolean flag -> arrays.put(name, Tensor.of(new byte[] {(byte) (flag ? 1 : 0)}, ALONE));
      case Number number -> arrays.put(name, Tensor.of(new double[] {number.doubleValue()}, ALONE));
      case Map<?, ?> inner -> collect(name + ".", inner, arrays);
      case List<?> list -> {
        for (int n = 0; n < list.size(); n++) {
          collectOne(name + "." + n, list.get(n), arrays);
        }
      }
      case null, default -> {}
    }
  }
}
