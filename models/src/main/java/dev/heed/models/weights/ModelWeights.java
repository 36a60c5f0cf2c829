package dev.heed.models.weights;

import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.layers.LayerNorm;
import dev.heed.layers.Linear;
import dev.heed.models.source.SourceTensors;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** The tensors of a model, handed out by name and size, and noted as they are. */
public final class ModelWeights {
  private static final String BIAS = ".bias";

  /** What a linear map's weight is called in the form in which kernels read it. */
  private static final String PANELS = ".panels";

  private final String file;
  private final Form form;
  private final Map<String, SourceTensors.Entry> left;
  private final SequencedMap<String, Tensor> taken = new LinkedHashMap<>();

  private enum Form {
    /** As a model's files have them. */
    PLAIN,
    /** The same, of which a packed copy will be made. */
    TO_BE_PACKED,
    /** As a packed copy has them. */
    PACKED
  }

  /** Weights out of a model's files. Each tensor is let go of when it is taken. */
  public static ModelWeights of(SourceTensors all) {
    return new ModelWeights(all, Form.PLAIN);
  }

  /** The same, where linear maps are laid out at once, as a packed copy has them. */
  static ModelWeights toBePacked(SourceTensors all) {
    return new ModelWeights(all, Form.TO_BE_PACKED);
  }

  /** Weights out of a packed copy. */
  static ModelWeights packed(SourceTensors all) {
    return new ModelWeights(all, Form.PACKED);
  }

  private ModelWeights(SourceTensors all, Form form) {
    this.file = all.file();
    this.form = form;
    this.left = new HashMap<>(all.tensors());
  }

  /** Every tensor that was taken, in that order; those of linear maps as they are laid out. */
  SequencedMap<String, Tensor> taken() {
    return taken;
  }

  /**
   * The float32 tensor of a name, once.
   *
   * @throws FileException if it is missing or of another size or type
   */
  public Tensor take(String name, int... sizes) throws FileException {
    Tensor tensor = remove(name, sizes);
    taken.put(name, tensor);
    return tensor;
  }

  private Tensor remove(String name, int... sizes) throws FileException {
    SourceTensors.Entry entry = left.remove(name);
    if (entry == null) {
      throw new FileException(
          file,
          SourceTensors.place(name),
          "is missing: are config.json and the weights of one BERT model?");
    }
    Tensor tensor = entry.tensor();
    Shape wanted = Shape.of(sizes);
    if (!tensor.shape().equals(wanted)) {
      throw error(
          entry, "has the shape %s, and by config.json it is %s".formatted(tensor.shape(), wanted));
    }
    if (tensor.dtype() != DType.FLOAT32) {
      throw error(entry, "is %s: weights are float32".formatted(tensor.dtype()));
    }
    return tensor;
  }

  /**
   * Refuses what nobody took: it would change the numbers of the model that it belongs to.
   *
   * @throws FileException for the first such tensor by name
   */
  public void requireNothingLeft() throws FileException {
    SequencedMap<String, SourceTensors.Entry> sorted = new TreeMap<>(left);
    if (!sorted.isEmpty()) {
      throw error(
          sorted.firstEntry().getValue(),
          "is not part of the BERT encoder that config.json describes");
    }
  }

  private static FileException error(SourceTensors.Entry entry, String problem) {
    return new FileException(entry.file(), SourceTensors.place(entry.name()), problem);
  }

  /** The linear map with {@code name.weight [out, in]} and {@code name.bias [out]}. */
  public Linear linear(String name, int in, int out) throws FileException {
    return stacked(List.of(name), in, out);
  }

  /**
   * The linear maps of several names as one, whose results stand beside each other.
   *
   * @param out columns of the result of each
   */
  public Linear stacked(List<String> names, int in, int out) throws FileException {
    String name = String.join("+", names);
    int columns = names.size() * out;
    SourceTensors.Entry packed = left.get(name + PANELS);
    if (form == Form.PACKED && packed != null) {
      int panel = packed.tensor().size(-1);
      Tensor panels = take(name + PANELS, Math.ceilDiv(columns, panel), in, panel);
      return Linear.ofPanels(panels, columns, take(name + BIAS, columns));
    }
    // All of them before any memory is asked for: sizes are what a file says of itself.
    List<Tensor> weights = new ArrayList<>();
    List<Tensor> biases = new ArrayList<>();
    for (String one : names) {
      weights.add(remove(one + ".weight", out, in));
      biases.add(remove(one + BIAS, out));
    }
    Tensor weight = Tensor.zeros(DType.FLOAT32, Shape.of(in, columns));
    Tensor bias = Tensor.zeros(DType.FLOAT32, Shape.of(columns));
    for (int n = 0; n < names.size(); n++) {
      int from = n * out;
      weights.get(n).transpose().copyInto(weight.slice(1, from, from + out));
      biases.get(n).copyInto(bias.slice(0, from, from + out));
    }
    Linear linear = Linear.of(weight.transpose(), bias);
    if (form == Form.TO_BE_PACKED) {
      taken.put(name + PANELS, linear.panels(Execution.standard()));
      taken.put(name + BIAS, bias);
    }
    return linear;
  }

  /** The normalisation with {@code name.weight} and {@code name.bias}. */
  public LayerNorm norm(String name, int size, double epsilon) throws FileException {
    return LayerNorm.of(take(name + ".weight", size), take(name + ".bias", size), epsilon);
  }
}
