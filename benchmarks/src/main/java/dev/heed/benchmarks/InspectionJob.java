package dev.heed.benchmarks;

import dev.heed.attention.Attention;
import dev.heed.benchmarks.Case.Inspected;
import dev.heed.benchmarks.results.Measured;
import dev.heed.execution.Execution;
import dev.heed.inspection.InspectionResult;
import dev.heed.meter.AttentionShape;
import dev.heed.meter.Comparison;
import dev.heed.meter.Stopwatch;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A call without inspection and with each kind of it, in turns. */
public final class InspectionJob {
  private static final List<InspectionKind> KINDS = List.of(InspectionKind.values());

  private final Inspected inspected;
  private final AttentionInputs inputs;
  private final Attention attention;
  private final Tensor query;
  private final Tensor key;
  private final Tensor value;

  InspectionJob(Inspected inspected, AttentionInputs inputs) {
    this.inspected = inspected;
    this.inputs = inputs;
    Execution execution = Execution.standard().withThreads(inspected.threads());
    this.attention =
        new CallRules(inspected.call()).with(Attention.scaledDotProduct().withExecution(execution));
    AttentionShape shape = inspected.shape();
    int[] queries = {shape.batch(), shape.heads(), shape.queries(), shape.depth()};
    int[] keys = {shape.batch(), shape.keyHeads(), shape.keys(), shape.depth()};
    this.query = Tensor.of(inputs.query(), queries);
    this.key = Tensor.of(inputs.key(), keys);
    this.value = Tensor.of(inputs.value(), keys);
  }

  /** Checks everything, then times it: three figures of each kind, or what is wrong. */
  List<Measured> measure(int round, Stopwatch stopwatch, OracleCheck check) {
    Optional<String> problem = problem(check);
    if (problem.isPresent()) {
      String words = "wrong: " + problem.get();
      return List.of(Measured.refused(round, HeedEngine.NAME, inspected.id(), words));
    }
    List<Runnable> works = KINDS.stream().<Runnable>map(kind -> () -> inspect(kind)).toList();
    List<Comparison> compared =
        stopwatch.compare(() -> attention.compute(query, key, value), works);
    List<Measured> measured = new ArrayList<>();
    for (int n = 0; n < KINDS.size(); n++) {
      InspectionKind kind = KINDS.get(n);
      Comparison one = compared.get(n);
      String name = HeedEngine.NAME;
      measured.add(new Measured(round, name, inspected.baseId(kind), one.base(), 0, ""));
      measured.add(new Measured(round, name, inspected.id(kind), one.work(), 0, ""));
      measured.add(Measured.figure(round, name, inspected.ratioId(kind), one.ratio()));
    }
    return measured;
  }

  private InspectionResult inspect(InspectionKind kind) {
    return attention.inspect(query, key, value, kind.inspection());
  }

  private Optional<String> problem(OracleCheck check) {
    Tensor output = attention.compute(query, key, value);
    Stream<String> found =
        Stream.concat(
            check.problemOf(inspected.call(), inputs, output.toDoubleArray()).stream(),
            KINDS.stream()
                .flatMap(kind ->
                    problemOf(kind, output).map(words -> kind.words() + ": " + words).stream()));
    return found.findFirst();
  }

  private Optional<String> problemOf(InspectionKind kind, Tensor output) {
    InspectionResult result = inspect(kind);
    if (InspectionCheck.bits(output).mismatch(InspectionCheck.bits(result.output())) >= 0) {
      return Optional.of("the output has other bits than without inspection");
    }
    boolean causal = inspected.option() == CallOption.CAUSAL;
    return new InspectionCheck(inspected.shape(), causal, inputs)
        .problemOf(kind.inspection(), result);
  }
}
