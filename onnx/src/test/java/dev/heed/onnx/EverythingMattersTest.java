package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.formats.JsonFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a case says is what makes it pass: without it, or with another value, it fails. */
class EverythingMattersTest {

  @ParameterizedTest
  @CsvSource({
    "is_causal, test_attention_4d_diff_heads_sizes_causal",
    "is_causal, test_attention_4d_attn_mask_4d_causal",
    "is_causal, test_attention_4d_causal_nonpad_batch_prefill",
    "is_causal, test_attention_4d_causal_nonpad_continued_prefill",
    "is_causal, test_attention_4d_with_past_and_present_qk_matmul_bias_3d_mask_causal",
    "kv_num_heads, test_attention_3d",
    "q_num_heads, test_attention_3d_gqa",
    "qk_matmul_output_mode, test_attention_23_fullymasked_qk_matmul_output_mode3_zero",
    "qk_matmul_output_mode, test_attention_4d_with_past_and_present_qk_matmul_bias",
    "qk_matmul_output_mode, test_attention_4d_with_qk_matmul_softmax",
    "scale, test_attention_4d_scaled",
    "scale, test_attention_3d_gqa_scaled",
    "scale, test_flexattention_scaled",
    "softcap, test_attention_4d_gqa_softcap",
    "softcap, test_attention_4d_softcap_neginf_mask",
  })
  void anAttributeThatIsDroppedMakesItsCaseFail(String attribute, String name) throws IOException {
    JsonFields entry = Cases.entry(name);
    assertThat(entry.object("attributes").fields()).containsKey(attribute);
    assertThat(Cases.run(entry).passed()).isTrue();
    CaseResult result = Cases.run(Cases.withAttribute(entry, attribute, null));
    assertThat(result.passed()).as(result.detail()).isFalse();
  }

  @Test
  void theModeBeforeTheCapIsNotTheOneBehindIt() throws IOException {
    JsonFields entry = Cases.entry("test_attention_4d_with_qk_matmul_softcap");
    assertThat(Cases.run(entry).passed()).isTrue();
    for (long other : new long[] {0, 2, 3}) {
      JsonFields altered = Cases.withAttribute(entry, "qk_matmul_output_mode", other);
      assertThat(Cases.run(altered).detail()).startsWith("qk_matmul_output[");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "attn_mask, test_attention_causal_boolmask_nan_robustness",
    "attn_mask, test_attention_24_fullymasked_qk_matmul_output_mode3_zero",
    "attn_mask, test_attention_4d_attn_mask_3d",
    "attn_mask, test_attention_4d_diff_heads_mask4d_padded_kv",
    "nonpad_kv_seqlen, test_attention_4d_causal_nonpad_batch_prefill",
    "nonpad_kv_seqlen, test_attention_4d_gqa_causal_nonpad_decode_fp16",
  })
  void anInputThatIsDroppedMakesItsCaseFail(String input, String name) throws IOException {
    assertThat(Cases.passesWithout(Cases.entry(name), input)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "score_mod, test_flexattention_causal_mask",
    "score_mod, test_flexattention_relative_positional",
    "score_mod, test_flexattention_soft_cap",
    "prob_mod, test_flexattention_prob_mod",
  })
  void aGraphThatIsDroppedMakesItsCaseFail(String graph, String name) throws IOException {
    JsonFields none = Cases.changed(Cases.entry(name), graph, Map.of("kind", "none"));
    CaseResult result = Cases.run(none);
    assertThat(result.passed()).as(result.detail()).isFalse();
  }

  @Test
  void anyAttributeOfAnotherNameIsRefusedByIt() throws IOException {
    JsonFields entry = Cases.entry("test_attention_3d");
    for (String name : List.of("local_window_size", "left_window_size", "IS_CAUSAL", "mask_mod")) {
      CaseResult result = Cases.run(Cases.withAttribute(entry, name, 0L));
      assertThat(result.passed()).isFalse();
      assertThat(result.detail())
          .startsWith("Attention has the attribute " + name + ", which is not known here");
    }
  }

  @Test
  void theCasesUseEveryAttributeOfTheirOpsets() throws IOException {
    Set<String> used = new HashSet<>();
    List<String> operators = new ArrayList<>();
    for (JsonFields entry : Cases.entries()) {
      used.addAll(entry.object("attributes").fields().keySet());
      operators.add(entry.text("op"));
    }
    assertThat(used)
        .containsExactlyInAnyOrder(
            "is_causal",
            "kv_num_heads",
            "q_num_heads",
            "qk_matmul_output_mode",
            "scale",
            "softcap");
    assertThat(operators).contains("Attention", "FlexAttention");
  }

  /** Every number of these cases is the float64 result, rounded once. */
  @Test
  void softmaxInFloat64GivesTheRoundedNumbersToTheBit() throws IOException {
    int plainExact = 0;
    int exact = 0;
    int cases = 0;
    for (JsonFields entry : Cases.entries()) {
      if (entry.text("op").equals("Attention")) {
        cases++;
        CaseResult doubled = Cases.run(Cases.withAttribute(entry, "softmax_precision", 11L));
        exact += doubled.detail().startsWith("largest error 0.00e+00") ? 1 : 0;
        plainExact += Cases.run(entry).detail().startsWith("largest error 0.00e+00") ? 1 : 0;
      }
    }
    assertThat(cases).isEqualTo(38);
    assertThat(exact).isEqualTo(cases);
    assertThat(plainExact).isLessThan(10);
  }

  @ParameterizedTest
  @CsvSource({"1", "10", "16"})
  void softmaxInLessThanFloat32IsFloat32(long precision) throws IOException {
    JsonFields entry = Cases.entry("test_attention_3d_gqa");
    CaseResult result = Cases.run(Cases.withAttribute(entry, "softmax_precision", precision));
    assertThat(result).isEqualTo(Cases.run(entry));
  }
}
