package dev.heed.benchmarks.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.heed.benchmarks.Engine.Job;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** A session of ONNX Runtime with inputs and output in memory that it uses in place. */
final class RuntimeJob implements Job {
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private final FloatBuffer output;
  private final OrtSession session;

  /**
   * @param model its bytes
   * @param threads that work on a call
   * @param outputShape of Y
   */
  RuntimeJob(byte[] model, int threads, long... outputShape) {
    output = direct(elements(outputShape));
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = OrtEnvironment.getEnvironment().createSession(model, options);
      outputs.put("Y", tensor(output, outputShape));
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same with one more input. */
  RuntimeJob with(String name, float[] numbers, long... shape) {
    FloatBuffer buffer = direct(numbers.length);
    buffer.put(0, numbers);
    try {
      inputs.put(name, tensor(buffer, shape));
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  @Override
  public void run() {
    try {
      // The result owns nothing: its memory is ours.
      session.run(inputs, outputs).close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public double[] output() {
    double[] wide = new double[output.capacity()];
    for (int n = 0; n < wide.length; n++) {
      wide[n] = output.get(n);
    }
    return wide;
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OnnxTensor tensor(FloatBuffer buffer, long... shape) throws OrtException {
    return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape);
  }

  private static FloatBuffer direct(long elements) {
    return ByteBuffer.allocateDirect(Math.toIntExact(Float.BYTES * elements))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static long elements(long... shape) {
    long elements = 1;
    for (long size : shape) {
      elements = Math.multiplyExact(elements, size);
    }
    return elements;
  }
}
