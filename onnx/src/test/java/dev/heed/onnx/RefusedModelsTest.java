package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.heed.formats.FileException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a file, in a sentence that names the file and the tensor. */
class RefusedModelsTest {

  private static final String NAME = "model.onnx";

  static Stream<Arguments> tensors() {
    return Stream.of(
        refused(Models.counting("w", 5, 2, 3), "6 numbers", "holds 5"),
        refused(Models.tensor("w", DataType.FLOAT, 2), "2 numbers", "holds 0"),
        refused(Models.counting("w", 1, -1), "dimension of -1"),
        refused(Models.counting("w", 1, 1L << 31), "dimension of 2147483648"),
        refused(
            Models.counting("w", 1, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
            "at least",
            "holds 1"),
        refused(Models.counting("w", 1, new long[17]), "more than 16 dimensions"),
        refused(
            Models.tensor("w", DataType.FLOAT, 1).setRawData(ByteString.copyFrom(new byte[5])),
            "5 bytes",
            "takes 4"),
        refused(Models.counting("w", 1, 1).addFloatData(1), "numbers twice"),
        refused(Models.tensor("w", DataType.FLOAT, 1).addDoubleData(1), "FLOAT", "field 10"),
        refused(Models.tensor("w", DataType.DOUBLE, 1).addFloatData(1), "DOUBLE", "field 4"),
        refused(Models.tensor("w", DataType.FLOAT, 1).addInt32Data(1), "FLOAT", "field 5"),
        refused(Models.tensor("w", DataType.UNDEFINED), "does not say of what type"),
        refused(
            Models.tensor("w", DataType.FLOAT, 1)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL),
            "another file"),
        refused(
            Models.tensor("w", DataType.FLOAT, 1)
                .addExternalData(StringStringEntryProto.newBuilder().setKey("location")),
            "another file"),
        refused(
            Models.counting("w", 1, 1)
                .setSegment(TensorProto.Segment.newBuilder().setBegin(0).setEnd(1)),
            "segment"));
  }

  private static Arguments refused(TensorProto.Builder tensor, String... words) {
    return Arguments.of(tensor, List.of(words));
  }

  @ParameterizedTest
  @MethodSource("tensors")
  void aTensorThatIsWrongIsNamed(TensorProto.Builder tensor, List<String> words) {
    FileException error = refusal(Models.of(Models.counting("good", 1, 1), tensor));
    assertThat(error.getMessage()).startsWith(NAME + ", tensor ").contains(words);
    assertThat(error.place()).isIn("tensor 'w'", "tensor 2 in the file's order");
  }

  @Test
  void namesAreThereAndDifferent() {
    assertThat(refusal(Models.of(Models.counting("w", 1, 1), Models.counting("w", 1, 1))))
        .hasMessageContaining("tensor 'w': the file has two initializers of this name");
    assertThat(
            refusal(Models.of(Models.tensor("w", DataType.INT64, 0), Models.counting("w", 1, 1))))
        .hasMessageContaining("two initializers");
    assertThat(refusal(Models.of(Models.counting("", 1, 1)))).hasMessageContaining("has no name");
    assertThat(refusal(Models.of(Models.counting("n".repeat(10_001), 1, 1))))
        .hasMessageContaining("name of 10001 bytes");
    byte[] clash =
        Models.of(
            List.of(Models.product("/a/MatMul", "x", "onnx::MatMul_1")),
            Models.counting("a.weight", 1, 1, 1),
            Models.counting("onnx::MatMul_1", 1, 1, 1));
    assertThat(refusal(clash)).hasMessageContaining("tensor 'onnx::MatMul_1'", "a.weight");
  }

  @Test
  void sparseInitializersAreNotPassedOver() {
    GraphProto.Builder graph =
        GraphProto.newBuilder().addSparseInitializer(SparseTensorProto.newBuilder().addDims(1));
    assertThat(refusal(Models.of(graph))).hasMessageContaining("sparse");
  }

  @Test
  void numbersBeforeTheirTypeAreRefused() {
    byte[] tensor = {0x4a, 4, 0, 0, 0, 0, 0x10, 1};
    byte[] graph = message(5, tensor);
    assertThat(refusal(message(7, graph))).hasMessageContaining("before it says of what type");
  }

  @Test
  void whatIsNotOnnxIsSaidToBeNone(@TempDir Path folder) {
    assertThat(refusal(new byte[0])).hasMessage("model.onnx: is empty");
    for (String text :
        List.of("hello world\n", "version https://lfs\n", "PK\3\4....", "{\"a\":1}")) {
      assertThat(refusal(text.getBytes(StandardCharsets.UTF_8)).getMessage())
          .containsAnyOf("of another kind", "not an ONNX file", "cut off");
    }
    assertThat(refused(folder.resolve("none.onnx"))).hasMessageContaining("there is no such file");
    assertThat(refused(folder)).hasMessageContaining(folder.toString());
  }

  @Test
  void moreThanTheLimitIsRefusedBeforeItIsTaken() throws IOException {
    byte[] model = Models.of(Models.counting("a", 3, 3), Models.counting("b", 2, 2));
    assertThat(OnnxWeights.read(input(model, 20))).hasSize(2);
    FileException error =
        Objects.requireNonNull(
            catchThrowableOfType(FileException.class, () -> OnnxWeights.read(input(model, 19))));
    assertThat(error).hasMessageContaining("tensor 'b': needs 12 + 8 bytes of memory");
  }

  @Test
  void aLyingLengthTakesNoMemory() {
    // A graph, a tensor and raw data of almost 2 GiB each, in a file of 24 bytes.
    byte[] lie = {
      0x3a, -8, -1, -1, -1, 7, 0x2a, -16, -1, -1, -1, 7, 0x10, 1, 0x42, 1, 'w', 0x4a, -32, -1, -1,
      -1, 7, 0
    };
    assertThat(refusal(lie)).hasMessageContaining("cut off");
    // Of a stream's end nobody knows, and the memory of the JVM need not be enough for the lie.
    assertThat(refusal(new ByteArrayInputStream(lie))).hasMessageContaining("tensor 'w'");
  }

  @Test
  void messagesInMessagesWithoutEndAreRefused() {
    byte[] groups = new byte[5_000_000];
    Arrays.fill(groups, (byte) 0x7b);
    assertThat(refusal(groups)).hasMessageContaining("of another kind");
    assertThat(refusal(message(7, message(5, groups)))).hasMessageContaining("of another kind");
    assertThat(refusal(message(7, message(1, Arrays.copyOf(groups, 60_000)))))
        .hasMessageContaining("of another kind");
  }

  @Test
  void tinyMessagesInGreatNumberTakeNoMemory() throws IOException {
    byte[] empties = new byte[20_000_000];
    for (int i = 0; i < empties.length; i += 2) {
      empties[i] = 0x2a;
    }
    assertThat(refusal(message(7, empties))).hasMessageContaining("has no name");
    // Attributes of one node, which nobody needs.
    assertThat(OnnxWeights.read(NAME, message(7, message(1, empties)))).isEmpty();
  }

  @Test
  void aStreamThatFailsIsReportedWithItsReason() {
    InputStream failing =
        new FilterInputStream(new ByteArrayInputStream(Models.varied())) {
          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            throw new IOException("the disk is gone");
          }
        };
    assertThat(refusal(failing)).hasMessage("model.onnx: cannot be read: the disk is gone");
  }

  private static OnnxInput input(byte[] model, long limit) throws FileException {
    return new OnnxInput(NAME, new ByteArrayInputStream(model), model.length, limit);
  }

  private static FileException refusal(byte[] model) {
    return Objects.requireNonNull(
        catchThrowableOfType(FileException.class, () -> OnnxWeights.read(NAME, model)));
  }

  private static FileException refusal(InputStream model) {
    return Objects.requireNonNull(
        catchThrowableOfType(FileException.class, () -> OnnxWeights.read(NAME, model)));
  }

  private static FileException refused(Path file) {
    return Objects.requireNonNull(
        catchThrowableOfType(FileException.class, () -> OnnxWeights.read(file)));
  }

  /** A field with a length, around {@code content}. */
  private static byte[] message(int field, byte[] content) {
    byte[] message = new byte[content.length + 6];
    message[0] = (byte) (field << 3 | 2);
    for (int i = 0; i < 5; i++) {
      message[1 + i] = (byte) (((content.length >>> (7 * i)) & 0x7f) | (i < 4 ? 0x80 : 0));
    }
    System.arraycopy(content, 0, message, 6, content.length);
    return message;
  }
}
