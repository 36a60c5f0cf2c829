package dev.heed.models;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** A BERT encoder of two layers, two heads and eight numbers a token, out of a seed. */
final class TinyModel {
  static final String CONFIG =
      """
      {"model_type":"bert","architectures":["BertModel"],"num_hidden_layers":2,
       "num_attention_heads":2,"hidden_size":8,"intermediate_size":12,"hidden_act":"gelu",
       "layer_norm_eps":1e-12,"vocab_size":5,"max_position_embeddings":16,"type_vocab_size":2,
       "position_embedding_type":"absolute"}
      """;

  static final String TOKENIZER =
      """
      {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],
       "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,
         "strip_accents":null,"lowercase":true},
       "pre_tokenizer":{"type":"BertPreTokenizer"},
       "post_processor":{"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]},
       "decoder":null,
       "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
         "max_input_chars_per_word":100,
         "vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"cat":3,"##s":4}}}
      """;

  private final Seeds seeds;
  private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();

  private TinyModel(long seed) {
    seeds = Seeds.of(seed);
  }

  /** Writes the three files. */
  static Path write(Path folder, long seed) throws IOException {
    writeSettings(folder);
    Files.write(folder.resolve("model.onnx"), weights(seed, ""));
    return folder;
  }

  /** Writes the sizes and the tokenizer. */
  static Path writeSettings(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), CONFIG);
    Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    return folder;
  }

  /** All weights by name. */
  static SequencedMap<String, Tensor> tensors(long seed) {
    TinyModel model = new TinyModel(seed);
    model.all();
    return model.tensors;
  }

  /** The ONNX file, without the tensor of a name. */
  static byte[] weights(long seed, String missing) {
    Map<String, Tensor> tensors = tensors(seed);
    tensors.remove(missing);
    GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
    tensors.forEach((name, tensor) -> graph.addInitializer(initializer(name, tensor)));
    return onnx(graph);
  }

  static byte[] onnx(GraphProto.Builder graph) {
    return ModelProto.newBuilder().setIrVersion(6).setGraph(graph).build().toByteArray();
  }

  static TensorProto.Builder initializer(String name, Tensor tensor) {
    float[] numbers = tensor.toFloatArray();
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    TensorProto.Builder proto =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    Arrays.stream(tensor.shape().sizes()).forEach(proto::addDims);
    return proto;
  }

  private void all() {
    tensor("embeddings.word_embeddings.weight", 5, 8);
    tensor("embeddings.position_embeddings.weight", 16, 8);
    tensor("embeddings.token_type_embeddings.weight", 2, 8);
    norm("embeddings.LayerNorm");
    for (int layer = 0; layer < 2; layer++) {
      String name = "encoder.layer." + layer;
      for (String map : new String[] {"query", "key", "value"}) {
        linear(name + ".attention.self." + map, 8, 8);
      }
      linear(name + ".attention.output.dense", 8, 8);
      norm(name + ".attention.output.LayerNorm");
      linear(name + ".intermediate.dense", 8, 12);
      linear(name + ".output.dense", 12, 8);
      norm(name + ".output.LayerNorm");
    }
    tensor("pooler.dense.bias", 8);
  }

  private void linear(String name, int in, int out) {
    tensor(name + ".weight", out, in);
    tensor(name + ".bias", out);
  }

  private void norm(String name) {
    tensor(name + ".weight", 8);
    tensor(name + ".bias", 8);
  }

  private void tensor(String name, int... sizes) {
    int count = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    tensors.put(name, Tensor.of(seeds.normalFloats(count), sizes));
  }
}
