/**
 * Attention of a text or of arrays, at once and step by step, and of one ONNX node. Start at {@code
 * AttendCommand}.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.cli.attend;
