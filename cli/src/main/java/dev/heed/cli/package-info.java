/**
 * The program behind {@code ./heed}: what was typed becomes one command. Start at {@code Heed}.
 *
 * <p>A command is a class {@code …Command} in the package of its topic: {@code attend} (attend,
 * decode, onnx), {@code inspect}, {@code explain} (explain, steps, tutorial), {@code embed} (embed,
 * similar, models) and {@code measure} (plan, bench, doctor, conformance). They share {@code
 * input}, what is asked of the user, and {@code console}, where results go.
 */
@org.jspecify.annotations.NullMarked
package dev.heed.cli;
