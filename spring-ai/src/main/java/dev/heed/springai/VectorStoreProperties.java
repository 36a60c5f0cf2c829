package dev.heed.springai;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.document.MetadataMode;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What differs between the questions to a vector store and the documents in it.
 *
 * @param queryPrefix What stands before a single text, which is how vector stores ask, such as
 *     "query: ". By default what stands before every text.
 * @param queryPrompt The name under which the model's authors have that prefix, in place of it.
 * @param metadataMode What of a document's metadata is read before its text.
 */
@ConfigurationProperties(EncoderProperties.PREFIX)
record VectorStoreProperties(
    @Nullable String queryPrefix,
    @Nullable String queryPrompt,
    @DefaultValue("none") MetadataMode metadataMode) {
  HeedEmbeddingModel applyTo(HeedEmbeddingModel model) {
    return model
        .withQueries(TextProperties.prefixed(model.encoder(), "query-", queryPrefix, queryPrompt))
        .withMetadataMode(metadataMode);
  }
}
