package dev.heed.house;

import java.util.List;
import java.util.stream.Stream;

/**
 * A package that is a room of the house, and what it may use besides the JDK and JSpecify.
 *
 * @param name the package, with all packages below it
 * @param rooms packages of ours that it may use
 * @param libraries packages of others that it may use
 */
record Room(String name, List<String> rooms, List<String> libraries) {

  /** The rooms that exist. Numbers flow one way; a new package needs a line here. */
  static final List<Room> ALL =
      List.of(
          room("dev.heed.tensor"),
          room("dev.heed.kernel"),
          room("dev.heed.execution", "dev.heed.kernel"),
          room("dev.heed.layers", "dev.heed.tensor", "dev.heed.kernel", "dev.heed.execution"),
          room("dev.heed.similarity", "dev.heed.tensor", "dev.heed.kernel", "dev.heed.execution"),
          room("dev.heed.mask", "dev.heed.tensor"),
          room("dev.heed.inspection", "dev.heed.tensor", "dev.heed.mask"),
          room("dev.heed.explain", "dev.heed.tensor"),
          room(
              "dev.heed.engine",
              "dev.heed.tensor",
              "dev.heed.kernel",
              "dev.heed.execution",
              "dev.heed.mask",
              "dev.heed.inspection",
              "dev.heed.explain"),
          room(
              "dev.heed.attention",
              "dev.heed.tensor",
              "dev.heed.kernel",
              "dev.heed.execution",
              "dev.heed.mask",
              "dev.heed.inspection",
              "dev.heed.explain",
              "dev.heed.engine"),
          room(
              "dev.heed.multihead",
              "dev.heed.tensor",
              "dev.heed.execution",
              "dev.heed.layers",
              "dev.heed.mask",
              "dev.heed.attention"),
          room("dev.heed.vector", "dev.heed.kernel").with("jdk.incubator.vector"),
          room("dev.heed.formats", "dev.heed.tensor").with("tools.jackson.core"),
          room(
                  "dev.heed.onnx",
                  "dev.heed.tensor",
                  "dev.heed.execution",
                  "dev.heed.mask",
                  "dev.heed.inspection",
                  "dev.heed.attention",
                  "dev.heed.formats")
              .with("ai.onnx.proto", "com.google.protobuf"),
          room(
              "dev.heed.lessons",
              "dev.heed.tensor",
              "dev.heed.mask",
              "dev.heed.attention",
              "dev.heed.multihead",
              "dev.heed.formats"),
          room(
              "dev.heed.views",
              "dev.heed.tensor",
              "dev.heed.inspection",
              "dev.heed.explain",
              "dev.heed.attention"),
          room(
              "dev.heed.models",
              "dev.heed.tensor",
              "dev.heed.execution",
              "dev.heed.layers",
              "dev.heed.mask",
              "dev.heed.similarity",
              "dev.heed.inspection",
              "dev.heed.attention",
              "dev.heed.formats",
              "dev.heed.onnx"),
          room("dev.heed.langchain4j", "dev.heed.tensor", "dev.heed.models")
              .with("dev.langchain4j"),
          room(
                  "dev.heed.springai",
                  "dev.heed.execution",
                  "dev.heed.layers",
                  "dev.heed.models",
                  "dev.heed.tensor")
              .with(
                  "org.springframework", "io.micrometer.observation", "org.apache.commons.logging"),
          room(
              "dev.heed.meter",
              "dev.heed.tensor",
              "dev.heed.kernel",
              "dev.heed.execution",
              "dev.heed.mask",
              "dev.heed.attention"),
          room(
                  "dev.heed.explorer",
                  "dev.heed.tensor",
                  "dev.heed.execution",
                  "dev.heed.layers",
                  "dev.heed.mask",
                  "dev.heed.inspection",
                  "dev.heed.explain",
                  "dev.heed.attention",
                  "dev.heed.multihead",
                  "dev.heed.formats",
                  "dev.heed.lessons",
                  "dev.heed.models",
                  "dev.heed.views")
              .with("io.javalin", "jakarta.servlet", "org.eclipse.jetty"),
          room(
                  "dev.heed.cli",
                  "dev.heed.tensor",
                  "dev.heed.execution",
                  "dev.heed.layers",
                  "dev.heed.similarity",
                  "dev.heed.mask",
                  "dev.heed.inspection",
                  "dev.heed.explain",
                  "dev.heed.attention",
                  "dev.heed.multihead",
                  "dev.heed.formats",
                  "dev.heed.lessons",
                  "dev.heed.meter",
                  "dev.heed.models",
                  "dev.heed.onnx",
                  "dev.heed.explorer",
                  "dev.heed.views")
              .with("picocli"),
          room(
                  "dev.heed.spark",
                  "dev.heed.tensor",
                  "dev.heed.execution",
                  "dev.heed.layers",
                  "dev.heed.mask",
                  "dev.heed.inspection",
                  "dev.heed.attention",
                  "dev.heed.multihead",
                  "dev.heed.formats",
                  "dev.heed.models")
              .with("org.apache.spark", "scala", "picocli"),
          room("dev.heed.testkit").with("com.sun.management"),
          room(
                  "dev.heed.benchmarks",
                  "dev.heed.tensor",
                  "dev.heed.kernel",
                  "dev.heed.execution",
                  "dev.heed.layers",
                  "dev.heed.mask",
                  "dev.heed.inspection",
                  "dev.heed.attention",
                  "dev.heed.formats",
                  "dev.heed.meter",
                  "dev.heed.models",
                  "dev.heed.testkit")
              .with(
                  "ai.djl",
                  "ai.onnx.proto",
                  "ai.onnxruntime",
                  "com.google.protobuf",
                  "com.sun.management",
                  "dev.langchain4j",
                  "org.bytedeco",
                  "org.openjdk.jmh"));

  /** Whose results promise the same bits on every machine. */
  static final List<String> EXACT =
      List.of(
          "dev.heed.tensor",
          "dev.heed.kernel",
          "dev.heed.vector",
          "dev.heed.layers",
          "dev.heed.similarity",
          "dev.heed.mask",
          "dev.heed.explain",
          "dev.heed.engine",
          "dev.heed.attention",
          "dev.heed.multihead",
          "dev.heed.onnx",
          "dev.heed.models",
          "dev.heed.lessons");

  static Room room(String name, String... rooms) {
    return new Room(name, List.of(rooms), List.of());
  }

  Room with(String... packages) {
    return new Room(name, rooms, List.of(packages));
  }

  /** Every package that the room may use, itself among them, as ArchUnit patterns. */
  String[] allowed() {
    return Stream.of(List.of(name, "java", "javax", "org.jspecify"), rooms, libraries)
        .flatMap(List::stream)
        .map(Room::pattern)
        .toArray(String[]::new);
  }

  /** The package and all below it, as ArchUnit writes it. */
  static String pattern(String name) {
    return name + "..";
  }

  static String[] patterns(List<String> names) {
    return names.stream().map(Room::pattern).toArray(String[]::new);
  }
}
