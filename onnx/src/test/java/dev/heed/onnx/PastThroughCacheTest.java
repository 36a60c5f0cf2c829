package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.attention.CacheLayout;
import dev.heed.attention.KeyValueArena;
import dev.heed.attention.KeyValueBatch;
import dev.heed.attention.KeyValueCache;
import dev.heed.formats.JsonFields;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** ONNX's node tests with a past, whose keys and values go into a cache: the past, then the new. */
@DisplayName("S2: ONNX's past and present through the cache")
class PastThroughCacheTest {
  private static final int CASES = 10;
  private static final int UNITS = 8;

  @TestFactory
  List<DynamicTest> outputsAreThoseThatOnnxExpects() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonFields entry : Cases.entries()) {
      CaseArrays arrays = CaseArrays.read(Cases.folder(), entry);
      if (arrays.inputs().containsKey("past_key")) {
        tests.add(DynamicTest.dynamicTest(entry.text("name"), () -> check(entry, arrays)));
      }
    }
    assertThat(tests).hasSize(CASES);
    return tests;
  }

  private static void check(JsonFields entry, CaseArrays arrays) throws IOException {
    Map<String, Tensor> inputs = arrays.inputs();
    Map<String, Object> effective = entry.object("effective").fields();
    boolean flat = of(inputs, "Q").rank() == 3;
    Tensor query = headed(of(inputs, "Q"), flat, effective.get("q_num_heads"));
    Tensor key = headed(of(inputs, "K"), flat, effective.get("kv_num_heads"));
    Tensor value = headed(of(inputs, "V"), flat, effective.get("kv_num_heads"));
    Tensor pastKey = of(inputs, "past_key");
    Tensor pastValue = of(inputs, "past_value");
    CacheLayout layout =
        CacheLayout.of(key.size(1), key.size(3))
            .withValueDepth(value.size(3))
            .withStorage(key.dtype())
            .withPageKeys(5);
    KeyValueArena arena = new KeyValueArena(layout, 8);
    List<KeyValueCache> caches = new ArrayList<>();
    for (int b = 0; b < query.size(0); b++) {
      KeyValueCache cache = arena.newCache();
      cache.append(pastKey.select(0, b), pastValue.select(0, b));
      cache.append(key.select(0, b), value.select(0, b));
      caches.add(cache);
    }
    Attention attention =
        Attention.scaledDotProduct()
            .withScale(((Number) Objects.requireNonNull(effective.get("scale"))).doubleValue())
            .withBias(of(inputs, "attn_mask"));
    if (number(effective.get("is_causal")) == 1) {
      // Query i stands at key past + i, wherever the last key is.
      attention = attention.withMask(Mask.window(-1, pastKey.size(2), Corner.TOP_LEFT));
    }
    Tensor output = attention.compute(query, KeyValueBatch.of(caches));
    Tensor expected = headed(of(arrays.outputs(), "Y"), flat, effective.get("q_num_heads"));
    Deviation worst = Deviation.largest("Y", expected, output, UNITS);
    assertThat(worst.isAllowed()).as(worst.sentence()).isTrue();
  }

  private static Tensor of(Map<String, Tensor> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  private static Tensor headed(Tensor tensor, boolean flat, @Nullable Object heads) {
    return flat ? tensor.splitHeads(number(heads)) : tensor;
  }

  private static int number(@Nullable Object number) {
    return ((Number) Objects.requireNonNull(number)).intValue();
  }
}
