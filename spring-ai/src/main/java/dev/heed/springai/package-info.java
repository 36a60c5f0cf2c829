/**
 * Embeddings for Spring AI, out of an encoder in plain Java, with the beans that Spring Boot makes.
 * Start at {@link dev.heed.springai.HeedEmbeddingModel}.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.springai;
