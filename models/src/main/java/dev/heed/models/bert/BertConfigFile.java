package dev.heed.models.bert;

import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the {@code config.json} of a BERT encoder. A setting that would change a number and is not
 * known here is an error; what only concerns training, other heads and bookkeeping is left aside.
 */
public final class BertConfigFile {
  private static final Set<String> SIZES =
      Set.of(
          "num_hidden_layers",
          "num_attention_heads",
          "hidden_size",
          "intermediate_size",
          "vocab_size",
          "max_position_embeddings",
          "type_vocab_size",
          "layer_norm_eps");

  /** Settings that can be there with one value alone. */
  private static final Map<String, Object> FIXED =
      Map.of(
          "model_type",
          "bert",
          "hidden_act",
          "gelu",
          "position_embedding_type",
          "absolute",
          "is_decoder",
          false,
          "add_cross_attention",
          false,
          "is_encoder_decoder",
          false);

  private static final Set<String> LEFT_ASIDE =
      Set.of(
          "_attn_implementation_autoset",
          "_name_or_path",
          "architectures",
          "attention_probs_dropout_prob",
          "bos_token_id",
          "chunk_size_feed_forward",
          "classifier_dropout",
          "cls_token_id",
          "directionality",
          "dtype",
          "eos_token_id",
          "finetuning_task",
          "gradient_checkpointing",
          "hidden_dropout_prob",
          "id2label",
          "initializer_range",
          "label2id",
          "model_max_length",
          "num_labels",
          "output_attentions",
          "output_hidden_states",
          "output_past",
          "pad_token_id",
          "pooler_fc_size",
          "pooler_num_attention_heads",
          "pooler_num_fc_layers",
          "pooler_size_per_head",
          "pooler_type",
          "problem_type",
          "return_dict",
          "sep_token_id",
          "task_specific_params",
          "tie_word_embeddings",
          "tokenizer_class",
          "torch_dtype",
          "torchscript",
          "transformers_version",
          "use_cache");

  private final JsonFields file;

  private BertConfigFile(JsonFields file) {
    this.file = file;
  }

  /** Reads the whole stream. */
  public static BertConfig read(String name, InputStream in) throws IOException {
    return new BertConfigFile(JsonTree.read(name, in)).config();
  }

  private BertConfig config() throws FileException {
    // The kind of model first: what else is unknown follows from it.
    file.text("model_type");
    for (Map.Entry<String, Object> setting : new TreeMap<>(FIXED).entrySet()) {
      file.allowOnly(setting.getKey(), setting.getValue());
    }
    file.text("hidden_act");
    for (Map.Entry<String, Object> field : file.fields().entrySet()) {
      String name = field.getKey();
      if (!SIZES.contains(name) && !FIXED.containsKey(name) && !LEFT_ASIDE.contains(name)) {
        throw file.error("the field " + JsonFields.quoted(name) + " is not known");
      }
    }
    BertConfig config =
        new BertConfig(
            size("num_hidden_layers"),
            size("num_attention_heads"),
            size("hidden_size"),
            size("intermediate_size"),
            size("vocab_size"),
            size("max_position_embeddings"),
            size("type_vocab_size"),
            file.number("layer_norm_eps"));
    if (config.hiddenSize() % config.heads() != 0) {
      throw file.error(
          "'hidden_size' is %d and 'num_attention_heads' %d: the first is a multiple of the second"
              .formatted(config.hiddenSize(), config.heads()));
    }
    if (config.epsilon() < 0) {
      throw file.error("'layer_norm_eps' is %s: it is 0 or more".formatted(config.epsilon()));
    }
    return config;
  }

  private int size(String name) throws FileException {
    int size = file.count(name);
    if (size == 0) {
      throw file.error("%s is 0: it is at least 1".formatted(JsonFields.quoted(name)));
    }
    return size;
  }
}
