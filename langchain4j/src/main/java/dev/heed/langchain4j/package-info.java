/**
 * Embeddings for LangChain4j, out of an encoder in plain Java. Start at {@link
 * dev.heed.langchain4j.HeedEmbeddingModel}.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.langchain4j;
