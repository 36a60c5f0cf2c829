package dev.heed.cli.inspect;

import dev.heed.inspection.Findings;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.TopKeys;
import dev.heed.tensor.Tensor;
import dev.heed.views.Labels;
import dev.heed.views.WeightsCsv;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an inspection found of queries as comma-separated values: a line a query, with a column for
 * each number of it. Received attention, maps and rows are not of one query and are left out.
 */
final class QueryTable {
  private final List<String> places;
  private final StringBuilder text = new StringBuilder();

  /**
   * @param places the names of the columns that say whose queries they are
   */
  QueryTable(List<String> places) {
    this.places = places;
  }

  /**
   * Adds the queries of one head.
   *
   * @param place a number for each of the place's columns
   * @param result of one head
   * @param labels names of queries and keys; null for their numbers alone
   */
  void add(List<Integer> place, InspectionResult result, @Nullable Labels labels) {
    Map<String, Tensor> columns = columns(result);
    if (text.isEmpty()) {
      header(columns, result, labels != null);
    }
    for (int i = 0; i < result.logSumExp().size(0); i++) {
      place.forEach(number -> text.append(number).append(','));
      text.append(i);
      if (labels != null) {
        text.append(',').append(WeightsCsv.quoted(labels.query(i)));
      }
      for (Tensor column : columns.values()) {
        text.append(',').append(number(column, i));
      }
      top(result.weights(), i, labels);
      if (result.valueWeighted() != null) {
        top(result.valueWeighted(), i, labels);
      }
      text.append('\n');
    }
  }

  private static Map<String, Tensor> columns(InspectionResult result) {
    Map<String, Tensor> columns = new LinkedHashMap<>();
    columns.put("log_sum_exp", result.logSumExp());
    columns.put("row_max", result.rowMaximum());
    if (result.entropy() != null) {
      columns.put("entropy", result.entropy());
    }
    if (result.distance() != null) {
      columns.put("distance", result.distance());
    }
    result.masses().forEach((name, mass) -> columns.put("mass_" + name, mass));
    return columns;
  }

  private void header(Map<String, Tensor> columns, InspectionResult result, boolean named) {
    places.forEach(name -> text.append(name).append(','));
    text.append(named ? "query,token" : "query");
    columns.keySet().forEach(name -> text.append(',').append(name));
    header("", result.weights(), named);
    if (result.valueWeighted() != null) {
      header("value_", result.valueWeighted(), named);
    }
    text.append('\n');
  }

  private void header(String prefix, Findings findings, boolean named) {
    TopKeys top = findings.topKeys();
    for (int n = 1; top != null && n <= top.keys().size(-1); n++) {
      text.append(",%skey_%d".formatted(prefix, n));
      text.append(named ? ",%stoken_%d".formatted(prefix, n) : "");
      text.append(",%sweight_%d".formatted(prefix, n));
    }
  }

  private void top(Findings findings, int query, @Nullable Labels labels) {
    TopKeys top = findings.topKeys();
    for (int n = 0; top != null && n < top.keys().size(-1); n++) {
      int key = (int) top.keys().get(query, n);
      text.append(',').append(key);
      if (labels != null) {
        text.append(',').append(key < 0 ? "" : WeightsCsv.quoted(labels.key(key)));
      }
      double weight = top.weights().get(query, n);
      text.append(',').append(WeightsCsv.number(weight, top.weights().dtype()));
    }
  }

  private static String number(Tensor column, int row) {
    return WeightsCsv.number(column.get(row), column.dtype());
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
