package dev.heed.onnx;

import dev.heed.formats.FileException;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.SequencedMap;

/**
 * The trained numbers in an ONNX file, by the names that they had before the export.
 *
 * <p>What is read are the graph's initializers of type float (float32 here), double (float64),
 * float16 and bfloat16 (both float32). Those of other types, such as position numbers and the
 * shapes that exporters write, are left out. Each tensor lies on the heap.
 *
 * <p>An exporter from PyTorch transposes the weight of a linear layer to {@code [in, out]} and
 * calls it {@code onnx::MatMul_787}; only the node that multiplies by it, {@code
 * /encoder/layer.0/attention/self/query/MatMul}, tells which it is. Such a tensor is called {@code
 * encoder.layer.0.attention.self.query.weight} here and is the view {@code [out, in]}, not copied.
 * All other names and shapes are the file's. A weight that several nodes multiply by appears under
 * each of their names, in the same memory.
 *
 * <p>A file is untrusted. Memory is taken for numbers that it really holds, up to {@link
 * #defaultLimit()}, and whatever is wrong with it ends in a {@link FileException}. Numbers kept in
 * further files (external data) are refused, as are sparse initializers.
 */
public final class OnnxWeights {

  private OnnxWeights() {}

  /** The bytes that all tensors of one file may take: half of the JVM's largest heap. */
  public static long defaultLimit() {
    return Runtime.getRuntime().maxMemory() / 2;
  }

  /**
   * The weights in a file, in its order.
   *
   * @throws FileException if the file cannot be read, is damaged or not ONNX, or exceeds {@link
   *     #defaultLimit()}
   */
  public static SequencedMap<String, Tensor> read(Path file) throws FileException {
    String name = file.toString();
    try (FileChannel channel = FileChannel.open(file);
        InputStream content = Channels.newInputStream(channel)) {
      return read(new OnnxInput(name, content, channel.size(), defaultLimit()));
    } catch (IOException e) {
      throw FileException.reading(name, e);
    }
  }

  /**
   * The weights in a file that is in memory already; see {@link #read(Path)}. The array is not
   * kept.
   *
   * @param name what errors call the file
   */
  public static SequencedMap<String, Tensor> read(String name, byte[] content)
      throws FileException {
    InputStream stream = new ByteArrayInputStream(content);
    return read(new OnnxInput(name, stream, content.length, defaultLimit()));
  }

  /**
   * The weights in a file that comes as a stream, such as a resource in a jar; see {@link
   * #read(Path)}. The stream is read to its end, piece by piece, and stays open.
   *
   * @param name what errors call the file
   */
  public static SequencedMap<String, Tensor> read(String name, InputStream content)
      throws FileException {
    return read(new OnnxInput(name, content, OnnxInput.UNKNOWN, defaultLimit()));
  }

  static SequencedMap<String, Tensor> read(OnnxInput input) throws FileException {
    try {
      return new GraphReader(input).weights();
    } catch (IOException e) {
      throw input.explained(e);
    }
  }
}
