package dev.heed.spark.sequence;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The keys and values of one sequence in numbered blocks, wherever they lie. Nothing is read before
 * somebody attends to them, and then only what the mask leaves.
 */
public final class KeyValueBlocks {
  private final KeyValueLayout layout;
  private final BlockSource source;

  private KeyValueBlocks(KeyValueLayout layout, BlockSource source) {
    this.layout = layout;
    this.source = source;
  }

  /**
   * Blocks in the memory of the driver.
   *
   * @param key {@code [heads, S, D]}, float32 or float64
   * @param value {@code [heads, S, Dv]}
   * @param blockKeys keys of a block
   * @param partitions at most; each has a range of the tree
   * @throws IllegalArgumentException if the tensors do not fit each other
   */
  public static KeyValueBlocks of(
      SparkSession spark, Tensor key, Tensor value, int blockKeys, int partitions) {
    if (key.rank() != 3 || value.rank() != 3 || !agree(key, value)) {
      throw new IllegalArgumentException(
          "keys %s and values %s: they are [heads, S, D] and [heads, S, Dv] of one dtype"
              .formatted(key, value));
    }
    KeyValueLayout layout =
        new KeyValueLayout(
            key.dtype(), key.size(0), key.size(1), key.size(2), value.size(2), blockKeys);
    requirePartitions(partitions);
    return new KeyValueBlocks(
        layout,
        needed -> {
          List<List<KeyValueBlock>> groups =
              AlignedRanges.atMost(layout.blocks(), partitions).groups(needed).stream()
                  .map(numbers -> cut(numbers, layout, key, value))
                  .toList();
          return context(spark).parallelize(groups, groups.size()).flatMap(List::iterator);
        });
  }

  private static List<KeyValueBlock> cut(
      List<Integer> numbers, KeyValueLayout layout, Tensor key, Tensor value) {
    List<KeyValueBlock> blocks = new ArrayList<>();
    for (int n : numbers) {
      int first = layout.firstKey(n);
      int end = first + layout.keysOf(n);
      blocks.add(KeyValueBlock.of(n, key.slice(1, first, end), value.slice(1, first, end)));
    }
    return blocks;
  }

  private static void requirePartitions(int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException(partitions + " partitions: there is at least 1");
    }
  }

  private static boolean agree(Tensor key, Tensor value) {
    return key.dtype() == value.dtype()
        && key.size(0) == value.size(0)
        && key.size(1) == value.size(1);
  }

  /**
   * Blocks that tasks make or fetch: block n is made by whichever executor works on it.
   *
   * @param partitions at most; each has a range of the tree
   * @param maker of block n
   */
  public static KeyValueBlocks made(
      SparkSession spark, KeyValueLayout layout, int partitions, BlockMaker maker) {
    requirePartitions(partitions);
    return new KeyValueBlocks(
        layout,
        needed -> {
          List<List<Integer>> groups =
              AlignedRanges.atMost(layout.blocks(), partitions).groups(needed);
          return context(spark)
              .parallelize(groups, groups.size())
              .flatMap(List::iterator)
              .map(maker::make);
        });
  }

  /**
   * Blocks of safetensors files, in the order of their names, with {@code K} {@code [heads, n, D]}
   * and {@code V} {@code [heads, n, Dv]} each. The driver reads their headers; executors read what
   * they attend to.
   *
   * @param folder that the driver and every executor see
   * @param blockKeys keys of a block; files before the last have whole blocks
   * @param partitions at most; each has a range of the tree
   * @throws dev.heed.formats.FileException if a file is missing, damaged or of another shape
   */
  public static KeyValueBlocks safetensors(
      SparkSession spark, Path folder, int blockKeys, int partitions) throws IOException {
    SafetensorsShards shards = SafetensorsShards.of(folder, blockKeys);
    return made(spark, shards.layout(), partitions, shards);
  }

  /**
   * Writes every block as a safetensors file of its own, which {@link #safetensors} reads.
   *
   * @param folder that is there, on the driver and every executor
   */
  public void writeSafetensors(Path folder) {
    BitSet all = new BitSet();
    all.set(0, layout.blocks());
    KeyValueLayout cut = layout;
    String target = folder.toString();
    blocks(all).foreach(block -> SafetensorsShards.write(block, cut, target));
  }

  /**
   * Blocks in the rows of a table; see {@link BlockTable} for its columns. What the mask leaves out
   * is a condition on {@code block}, which a source like Parquet reads nothing for.
   *
   * @throws IllegalArgumentException if columns are missing or of other types, or there is no row
   */
  public static KeyValueBlocks of(Dataset<Row> table) {
    BlockTable blocks = BlockTable.of(table);
    return new KeyValueBlocks(blocks.layout(), blocks::blocks);
  }

  /**
   * The same with so many blocks a partition, those from a multiple of it on: what such a partition
   * hands on is one state. Keys and values move once; keep the result where they are read again.
   *
   * @param count a power of two
   * @throws IllegalArgumentException if it is none
   */
  public KeyValueBlocks aligned(int count) {
    AlignedRanges ranges = new AlignedRanges(layout.blocks(), count);
    return new KeyValueBlocks(layout, needed -> ranges.arranged(source.blocks(needed)));
  }

  /** How they are cut. */
  public KeyValueLayout layout() {
    return layout;
  }

  /** The blocks that somebody needs. */
  JavaRDD<KeyValueBlock> blocks(BitSet needed) {
    return source.blocks(needed).filter(block -> block.number() < 0 || needed.get(block.number()));
  }

  /** All blocks as rows, to be written as Parquet for example. */
  public Dataset<Row> toTable(SparkSession spark) {
    BitSet all = new BitSet();
    all.set(0, layout.blocks());
    KeyValueLayout rows = layout;
    StructType schema = BlockTable.schema(rows.dtype());
    return spark.createDataFrame(blocks(all).map(block -> BlockTable.row(block, rows)), schema);
  }

  private static JavaSparkContext context(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }
}
