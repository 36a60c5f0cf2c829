package dev.heed.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heed.layers.Pooling;
import dev.heed.models.Encoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What an application gets that only has the artifact and properties. */
final class HeedEmbeddingAutoConfigurationTest {
  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(HeedEmbeddingAutoConfiguration.class));

  @Test
  void springBootFindsIt() {
    assertThat(
            ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
                .getCandidates())
        .contains(HeedEmbeddingAutoConfiguration.class.getName());
  }

  @Test
  void withoutPropertiesThereIsTheModelOfTheClassPath() {
    application.run(context -> {
      EmbeddingModel model = context.getBean(EmbeddingModel.class);
      assertThat(model).hasToString("HeedEmbeddingModel of all-MiniLM-L6-v2");
      assertThat(model.embed("a")).hasSize(384);
    });
  }

  @Test
  void propertiesReachTheEncoder() {
    application
        .withPropertyValues(
            "heed.embedding.model=all-MiniLM-L6-v2",
            "heed.embedding.pooling=cls",
            "heed.embedding.unit-length=false",
            "heed.embedding.max-tokens=9",
            "heed.embedding.prefix=passage: ",
            "heed.embedding.query-prefix=query: ",
            "heed.embedding.metadata-mode=embed",
            "heed.embedding.threads=1",
            "heed.embedding.kernels=scalar")
        .run(context -> {
          HeedEmbeddingModel model = context.getBean(HeedEmbeddingModel.class);
          var settings = model.encoder().settings();
          assertThat(settings.pooling()).isEqualTo(Pooling.CLS);
          assertThat(settings.unitLength()).isFalse();
          assertThat(settings.maxTokens()).isEqualTo(9);
          Encoder plain = model.encoder().withPrefix("");
          assertThat(model.embed("a")).isEqualTo(plain.embed("query: a").toFloatArray());
          assertThat(model.embed(new Document("1", "a", Map.of("k", "v"))))
              .isEqualTo(plain.embed("passage: k: v a").toFloatArray());
        });
  }

  @Test
  void aFolderAndACacheAreTaken(@TempDir Path folder) throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    for (String name : List.of("config.json", "tokenizer.json", "model.onnx")) {
      try (InputStream in = getClass().getResourceAsStream("/dev/heed/minilm/" + name)) {
        Files.copy(Objects.requireNonNull(in, name), model.resolve(name));
      }
    }
    Path cache = folder.resolve("cache");
    application
        .withPropertyValues("heed.embedding.model=" + model, "heed.embedding.cache=" + cache)
        .run(context -> {
          assertThat(context.getBean(Encoder.class).name()).isEqualTo(model.toString());
          try (Stream<Path> files = Files.list(cache)) {
            assertThat(files).isNotEmpty();
          }
        });
  }

  @Test
  void theEncoderIsClosedWithTheApplication() {
    Encoder[] kept = new Encoder[1];
    application.run(context -> kept[0] = context.getBean(Encoder.class));
    assertThat(catchThrowable(() -> kept[0].embed("a"))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anotherModelOfTheApplicationTakesItsPlaceAndNothingIsLoaded() {
    application
        .withBean("other", EmbeddingModel.class, StillModel::new)
        .withPropertyValues("heed.embedding.model=absent")
        .run(context -> {
          assertThat(context).hasNotFailed().hasSingleBean(EmbeddingModel.class);
          assertThat(context.getBean(EmbeddingModel.class)).isInstanceOf(StillModel.class);
        });
  }

  @Test
  void springAisPropertyChoosesIt() {
    application
        .withPropertyValues("spring.ai.model.embedding=transformers")
        .run(context -> assertThat(context).doesNotHaveBean(EmbeddingModel.class));
    application
        .withPropertyValues("spring.ai.model.embedding=heed")
        .run(context -> assertThat(context).hasSingleBean(HeedEmbeddingModel.class));
  }

  @Test
  void anApplicationMakesSeveralModelsOnOneEncoder() {
    application
        .withUserConfiguration(TwoModels.class)
        .run(context -> {
          Encoder encoder = context.getBean(Encoder.class);
          assertThat(context.getBean(EmbeddingModel.class).embed("a"))
              .isEqualTo(encoder.embed("passage: a").toFloatArray());
          assertThat(context.getBean("queries", EmbeddingModel.class).embed("a"))
              .isEqualTo(encoder.embed("query: a").toFloatArray());
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          model=no/such | heed.embedding.model: no/such is neither a folder nor one of all-MiniLM-L6-v2
          model=src | heed.embedding.model: src
          max-tokens=513 | heed.embedding.max-tokens: limit of 513 tokens: 2 stand around every text, and all-MiniLM-L6-v2 takes up to 512
          threads=0 | heed.embedding.threads: 0 threads: the caller itself works, so there is at least 1
          prompt=query | heed.embedding.prompt: prompt 'query': all-MiniLM-L6-v2 has none
          query-prompt=query | heed.embedding.query-prompt: prompt 'query': all-MiniLM-L6-v2 has none
          """)
  void aPropertyThatCannotBeFollowedIsNamed(String property, String sentence) {
    application
        .withPropertyValues("heed.embedding." + property)
        .run(context -> {
          Throwable failure = context.getStartupFailure();
          FailureAnalysis analysis = new PropertyFailureAnalyzer().analyze(failure);
          assertThat(analysis).isNotNull();
          assertThat(analysis.getDescription()).startsWith(sentence);
          assertThat(analysis.getDescription().lines()).hasSize(1);
        });
  }

  @Test
  void aPrefixAndAPromptExcludeEachOther() {
    application
        .withPropertyValues("heed.embedding.prefix=a", "heed.embedding.prompt=b")
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessage("heed.embedding.prefix: set beside prompt: a prompt is a prefix"));
  }

  @Test
  void editorsAreToldOfEveryProperty() throws IOException {
    String metadata;
    try (InputStream in =
        getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      metadata = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> told =
        Pattern.compile(
                "\"(heed\\.embedding\\.[a-z-]+)\",\\s+\"type\": \"[^\"]+\",\\s+\"description\"")
            .matcher(metadata)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(told)
        .hasSize(
            Stream.of(EncoderProperties.class, TextProperties.class, VectorStoreProperties.class)
                .mapToInt(type -> type.getRecordComponents().length)
                .sum());
  }

  @Test
  void springBootShowsTheSentence() {
    assertThat(
            SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, (type, name, failure) -> {}))
        .anyMatch(PropertyFailureAnalyzer.class::isInstance);
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoModels {
    @Bean
    @Primary
    EmbeddingModel passages(Encoder encoder) {
      return HeedEmbeddingModel.of(encoder.withPrefix("passage: "));
    }

    @Bean
    EmbeddingModel queries(Encoder encoder) {
      return HeedEmbeddingModel.of(encoder.withPrefix("query: "));
    }
  }
}
