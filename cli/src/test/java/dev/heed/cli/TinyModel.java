package dev.heed.cli;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.heed.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A BERT encoder of one layer and eight numbers a token, which reads many texts in a second. */
public final class TinyModel {
  private static final String CONFIG =
      """
      {"model_type":"bert","num_hidden_layers":1,"num_attention_heads":2,"hidden_size":8,
       "intermediate_size":8,"hidden_act":"gelu","layer_norm_eps":1e-12,"vocab_size":5,
       "max_position_embeddings":16,"type_vocab_size":2,"position_embedding_type":"absolute"}
      """;

  private static final String TOKENIZER =
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

  private TinyModel() {}

  /** Writes the model's files. */
  public static Path write(Path folder, long seed) throws IOException {
    Seeds seeds = Seeds.of(seed);
    GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
    for (Map.Entry<String, Integer> entry : rows().entrySet()) {
      boolean matrix = entry.getValue() > 0;
      int count = matrix ? entry.getValue() * 8 : 8;
      ByteBuffer bytes = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(seeds.normalFloats(count));
      TensorProto.Builder tensor =
          TensorProto.newBuilder()
              .setName(entry.getKey())
              .setDataType(TensorProto.DataType.FLOAT.getNumber())
              .setRawData(ByteString.copyFrom(bytes));
      if (matrix) {
        tensor.addDims(entry.getValue());
      }
      graph.addInitializer(tensor.addDims(8));
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), CONFIG);
    Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    Files.write(
        folder.resolve("model.onnx"),
        ModelProto.newBuilder().setIrVersion(6).setGraph(graph).build().toByteArray());
    return folder;
  }

  /** Rows of each matrix of 8 columns; 0 for a vector of 8 numbers. */
  private static Map<String, Integer> rows() {
    Map<String, Integer> rows = new TreeMap<>();
    rows.put("embeddings.word_embeddings.weight", 5);
    rows.put("embeddings.position_embeddings.weight", 16);
    rows.put("embeddings.token_type_embeddings.weight", 2);
    rows.put("embeddings.LayerNorm.weight", 0);
    rows.put("embeddings.LayerNorm.bias", 0);
    for (String map :
        new String[] {
          "attention.self.query",
          "attention.self.key",
          "attention.self.value",
          "attention.output.dense",
          "intermediate.dense",
          "output.dense"
        }) {
      rows.put("encoder.layer.0." + map + ".weight", 8);
      rows.put("encoder.layer.0." + map + ".bias", 0);
    }
    for (String norm : new String[] {"attention.output.LayerNorm", "output.LayerNorm"}) {
      rows.put("encoder.layer.0." + norm + ".weight", 0);
      rows.put("encoder.layer.0." + norm + ".bias", 0);
    }
    return rows;
  }
}
