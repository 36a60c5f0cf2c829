package dev.heed.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes along: no native code, neither as a library nor as what loads one. */
final class ClassPathTest {
  private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib)(\\.[0-9.]+)?");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ai.onnxruntime.OrtEnvironment",
        "ai.djl.engine.Engine",
        "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer",
        "com.sun.jna.Native"
      })
  void nothingLoadsNativeCode(String name) {
    assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void noJarHoldsANativeLibrary() throws IOException {
    List<Path> jars =
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> entry.endsWith(".jar"))
            .map(Path::of)
            .toList();
    assertThat(jars).anyMatch(jar -> jar.getFileName().toString().startsWith("langchain4j-core"));
    for (Path jar : jars) {
      assertThat(natives(jar)).as("native libraries in %s", jar.getFileName()).isEmpty();
    }
  }

  @Test
  void whatIsNativeIsSeen() throws IOException {
    assertThat(natives(PeerModel.jar("onnxruntime"))).isNotEmpty();
    assertThat(natives(PeerModel.jar("tokenizers"))).isNotEmpty();
  }

  private static List<String> natives(Path jar) throws IOException {
    try (ZipFile file = new ZipFile(jar.toFile())) {
      return file.stream()
          .map(entry -> entry.getName().toLowerCase(Locale.ROOT))
          .filter(name -> NATIVE.matcher(name).matches())
          .toList();
    }
  }
}
