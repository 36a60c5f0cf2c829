package dev.heed.models.weights;

import dev.heed.formats.FileException;
import dev.heed.layers.LayerNorm;
import dev.heed.layers.Linear;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The tensors of a model, handed out by name and size, and noted as they are. */
public final class ModelWeights {
  private final String file;
  private final Map<String, Tensor> all;
  private final SequencedMap<String, Tensor> taken = new LinkedHashMap<>();

  /**
   * @param file what errors call the file that they came from
   */
  public ModelWeights(String file, Map<String, Tensor> all) {
    this.file = file;
    this.all = all;
  }

  /** Every tensor that was asked for, in that order. */
  SequencedMap<String, Tensor> taken() {
    return taken;
  }

  /**
   * The float32 tensor of a name.
   *
   * @throws FileException if it is missing or of another size or type
   */
  public Tensor take(String name, int... sizes) throws FileException {
    Tensor tensor = all.get(name);
    String place = "tensor '" + name + "'";
    if (tensor == null) {
      throw new FileException(
          file, place, "is missing: are config.json and the weights of one BERT model?");
    }
    Shape wanted = Shape.of(sizes);
    if (!tensor.shape().equals(wanted)) {
      throw new FileException(
          file,
          place,
          "has the shape %s, and by config.json it is %s".formatted(tensor.shape(), wanted));
    }
    if (tensor.dtype() != DType.FLOAT32) {
      throw new FileException(file, place, "is %s: weights are float32".formatted(tensor.dtype()));
    }
    taken.put(name, tensor);
    return tensor;
  }

  /** The linear map with {@code name.weight [out, in]} and {@code name.bias [out]}. */
  public Linear linear(String name, int in, int out) throws FileException {
    Tensor weight = take(name + ".weight", out, in);
    if (!PackedWeights.isTransposed(weight)) {
      // As linear maps keep it, so that a packed copy is read without another one.
      weight = weight.transpose().copy().transpose();
      taken.put(name + ".weight", weight);
    }
    return Linear.of(weight, take(name + ".bias", out));
  }

  /**
   * The linear maps of several names as one, whose results stand beside each other.
   *
   * @param out columns of the result of each
   */
  public Linear stacked(List<String> names, int in, int out) throws FileException {
    int columns = names.size() * out;
    Tensor weight = Tensor.zeros(DType.FLOAT32, Shape.of(in, columns));
    Tensor bias = Tensor.zeros(DType.FLOAT32, Shape.of(columns));
    for (int n = 0; n < names.size(); n++) {
      String name = names.get(n);
      int from = n * out;
      take(name + ".weight", out, in).transpose().copyInto(weight.slice(1, from, from + out));
      take(name + ".bias", out).copyInto(bias.slice(0, from, from + out));
    }
    return Linear.of(weight.transpose(), bias);
  }

  /** The normalisation with {@code name.weight} and {@code name.bias}. */
  public LayerNorm norm(String name, int size, double epsilon) throws FileException {
    return LayerNorm.of(take(name + ".weight", size), take(name + ".bias", size), epsilon);
  }
}
