package dev.heed.spark.sequence;

import dev.heed.tensor.DType;
import java.io.Serializable;
import java.util.BitSet;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Blocks as rows: {@code block int}, {@code heads int}, {@code keys int}, {@code depth int}, {@code
 * valueDepth int}, {@code blockKeys int} (those five say of each row how the whole is cut, see
 * {@link KeyValueLayout}), {@code key array<float>} of {@code [heads, n, D]} in C order and {@code
 * value array<float>} of {@code [heads, n, Dv]}; both {@code array<double>} for float64.
 */
public final class BlockTable {
  private static final List<String> SIZES =
      List.of("heads", "keys", "depth", "valueDepth", "blockKeys");
  private static final String BLOCK = "block";
  private static final String KEY = "key";
  private static final String VALUE = "value";

  private final Dataset<Row> table;
  private final KeyValueLayout layout;

  private BlockTable(Dataset<Row> table, KeyValueLayout layout) {
    this.table = table;
    this.layout = layout;
  }

  static BlockTable of(Dataset<Row> table) {
    DType dtype = dtype(table.schema());
    Column[] sizes = SIZES.stream().map(functions::col).toArray(Column[]::new);
    List<Row> found = table.select(sizes).distinct().limit(2).collectAsList();
    if (found.size() != 1 || found.getFirst().anyNull()) {
      throw new IllegalArgumentException(
          found.isEmpty()
              ? "a table without rows: a sequence has at least one block"
              : "rows whose sizes differ or are null, %s: all blocks are of one sequence"
                  .formatted(found));
    }
    Row row = found.getFirst();
    return new BlockTable(
        table,
        new KeyValueLayout(
            dtype, row.getInt(0), row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4)));
  }

  private static DType dtype(StructType schema) {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      if (matches(schema, schema(dtype))) {
        return dtype;
      }
    }
    throw new IllegalArgumentException(
        "columns %s: blocks of a sequence are rows of %s, or of array<double>"
            .formatted(schema.simpleString(), schema(DType.FLOAT32).simpleString()));
  }

  private static boolean matches(StructType schema, StructType wanted) {
    List<String> names = List.of(schema.fieldNames());
    for (String name : wanted.fieldNames()) {
      if (!names.contains(name) || !alike(schema.apply(name), wanted.apply(name))) {
        return false;
      }
    }
    return true;
  }

  private static boolean alike(StructField one, StructField other) {
    return one.dataType().simpleString().equals(other.dataType().simpleString());
  }

  /** The columns, for numbers of a dtype. */
  public static StructType schema(DType dtype) {
    DataType number = dtype == DType.FLOAT64 ? DataTypes.DoubleType : DataTypes.FloatType;
    ArrayType numbers = new ArrayType(number, false);
    StructType schema = new StructType().add(BLOCK, DataTypes.IntegerType, false);
    for (String size : SIZES) {
      schema = schema.add(size, DataTypes.IntegerType, false);
    }
    return schema.add(KEY, numbers, true).add(VALUE, numbers, true);
  }

  static Row row(KeyValueBlock block, KeyValueLayout layout) {
    return RowFactory.create(
        block.number(),
        layout.heads(),
        layout.keys(),
        layout.depth(),
        layout.valueDepth(),
        layout.blockKeys(),
        block.key(),
        block.value());
  }

  KeyValueLayout layout() {
    return layout;
  }

  /** The rows whose blocks are needed, or have no number. */
  JavaRDD<KeyValueBlock> blocks(BitSet needed) {
    Column wanted = functions.col(BLOCK).isNull();
    for (int first = needed.nextSetBit(0); first >= 0; ) {
      int end = needed.nextClearBit(first);
      wanted = wanted.or(functions.col(BLOCK).between(first, end - 1));
      first = needed.nextSetBit(end);
    }
    wanted = wanted.or(functions.not(functions.col(BLOCK).between(0, layout.blocks() - 1)));
    Dataset<Row> rows =
        table.where(wanted).select(functions.col(BLOCK), functions.col(KEY), functions.col(VALUE));
    boolean isDouble = layout.dtype() == DType.FLOAT64;
    return rows.queryExecution().toRdd().toJavaRDD().map(row -> block(row, isDouble));
  }

  /** Arrays come as they lie in memory: a Row would have an object for each number. */
  private static KeyValueBlock block(InternalRow row, boolean isDouble) {
    if (row.isNullAt(0)) {
      throw new IllegalArgumentException("a row whose block is null: it has a number, from 0");
    }
    return new KeyValueBlock(row.getInt(0), numbers(row, 1, isDouble), numbers(row, 2, isDouble));
  }

  private static @Nullable Serializable numbers(InternalRow row, int column, boolean isDouble) {
    if (row.isNullAt(column)) {
      return null;
    }
    ArrayData array = row.getArray(column);
    for (int i = 0; i < array.numElements(); i++) {
      if (array.isNullAt(i)) {
        return null;
      }
    }
    return isDouble ? array.toDoubleArray() : array.toFloatArray();
  }
}
