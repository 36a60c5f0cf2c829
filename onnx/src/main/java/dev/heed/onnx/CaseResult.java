package dev.heed.onnx;

/**
 * How one case of a suite went.
 *
 * @param name the case's
 * @param passed whether every element is near enough
 * @param detail the largest error where outputs were compared; else why they were not, one sentence
 */
public record CaseResult(String name, boolean passed, String detail) {}
