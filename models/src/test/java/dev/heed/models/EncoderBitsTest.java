package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.models.source.ModelSource;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One text gives the same bits whatever is done beside it. */
@DisplayName("S10, S11: the encoder's bits")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EncoderBitsTest {
  private static final List<String> TEXTS =
      List.of(
          "The cat sat on the mat.",
          "",
          "a",
          "She deposited money at the bank; later he sat on the river bank. ".repeat(5),
          "Café naïve — Ünïcödé 東京 は 日本 の 首都 🙂 x²≈½",
          "The animal didn't cross the street because it was too tired.");

  private Encoder encoder;

  @BeforeAll
  void load() throws IOException {
    encoder =
        Encoder.load(ModelSource.miniLm())
            .withExecution(Execution.standard().withKernels(KernelSet.VECTOR));
  }

  @Test
  void aBatchInAnyOrderGivesWhatEachTextGivesAlone() {
    List<String> turned = new ArrayList<>(TEXTS);
    Collections.reverse(turned);
    List<EncodedText> batch = encoder.encode(TEXTS);
    List<EncodedText> other = encoder.encode(turned);
    assertThat(batch).hasSameSizeAs(TEXTS);
    for (int i = 0; i < TEXTS.size(); i++) {
      EncodedText alone = encoder.encode(TEXTS.get(i));
      assertThat(batch.get(i).text()).isEqualTo(TEXTS.get(i));
      assertThat(batch.get(i).encoding()).isEqualTo(alone.encoding());
      requireSame(alone.hiddenStates(), batch.get(i).hiddenStates());
      requireSame(alone.hiddenStates(), other.get(TEXTS.size() - 1 - i).hiddenStates());
      requireSame(alone.attention(), batch.get(i).attention());
      requireSame(alone.embedding(), batch.get(i).embedding());
    }
  }

  @Test
  void anyNumberOfThreadsAndEitherKernels() {
    List<EncodedText> standard = encoder.encode(TEXTS);
    Execution vector = Execution.standard().withKernels(KernelSet.VECTOR);
    for (Execution run :
        List.of(
            vector.withThreads(1),
            vector.withThreads(2),
            vector.withThreads(3),
            Execution.standard(),
            vector.withKernels(KernelSet.SCALAR))) {
      Encoder other = encoder.withExecution(run);
      List<EncodedText> results = other.encode(TEXTS);
      for (int i = 0; i < TEXTS.size(); i++) {
        requireSame(standard.get(i).hiddenStates(), results.get(i).hiddenStates());
        requireSame(standard.get(i).hiddenStates(), other.encode(TEXTS.get(i)).hiddenStates());
        requireSame(standard.get(i).embedding(), results.get(i).embedding());
      }
      requireSame(standard.getLast().attention(), results.getLast().attention());
    }
  }

  @Test
  void embeddingsOfManyTextsAreThoseOfEach() {
    // More tokens than are computed together, so that the texts are divided among several runs.
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      many.addAll(TEXTS);
      many.add("number " + i);
    }
    assertThat(many.stream().mapToInt(this::tokens).sum()).isGreaterThan(4 * 256);
    Tensor all = encoder.embed(many).vectors();
    assertThat(all.shape().sizes()).containsExactly(many.size(), 384);
    for (int i = 0; i < TEXTS.size(); i++) {
      Tensor one = encoder.encode(TEXTS.get(i)).embedding();
      for (int repeat = 0; repeat < 9; repeat++) {
        requireSame(one, all.select(0, repeat * (TEXTS.size() + 1) + i));
      }
    }
  }

  @Test
  void lookingAtAttentionChangesNothing() {
    EncodedText text = encoder.encode(TEXTS.getLast());
    double[] before = text.hiddenStates().toDoubleArray();
    Tensor attention = text.attention();
    requireSame(attention, text.attention());
    requireSame(attention.select(0, 3), text.attention(3));
    requireSame(attention.select(0, 3), text.steps(3).weights());
    assertThat(Arrays.equals(text.hiddenStates().toDoubleArray(), before)).isTrue();
    requireSame(text.hiddenStates(), encoder.encode(TEXTS.getLast()).hiddenStates());
  }

  @Test
  void manyThreadsMayUseOneEncoder() throws InterruptedException, ExecutionException {
    Tensor expected = encoder.encode(TEXTS.getFirst()).hiddenStates();
    Callable<EncodedText> task = () -> encoder.encode(TEXTS.getFirst());
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<EncodedText> result : threads.invokeAll(Collections.nCopies(40, task))) {
        requireSame(expected, result.get().hiddenStates());
      }
    }
  }

  @Test
  void noTextsGiveNoResults() {
    assertThat(encoder.encode(List.of())).isEmpty();
    assertThat(encoder.embed(List.of()).vectors().shape().sizes()).containsExactly(0, 384);
  }

  private int tokens(String text) {
    return encoder.tokenizer().encode(text, encoder.maxTokens()).tokens().size();
  }

  private static void requireSame(Tensor expected, Tensor actual) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(Arrays.equals(actual.toDoubleArray(), expected.toDoubleArray())).isTrue();
  }
}
