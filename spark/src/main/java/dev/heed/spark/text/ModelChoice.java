package dev.heed.spark.text;

import java.io.Serializable;

/**
 * Which model reads the texts, and how.
 *
 * @param model a folder that every executor sees, or the name of a model that comes along
 * @param pooling {@code mean}, {@code cls} or {@code max}; empty for the model's own
 * @param unitLength whether embeddings are divided by their length
 * @param prefix stands before every text
 * @param maxTokens most tokens of a text; 0 for the model's own limit
 */
public record ModelChoice(
    String model, String pooling, boolean unitLength, String prefix, int maxTokens)
    implements Serializable {}
