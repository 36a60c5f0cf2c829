package dev.heed.springai;

import dev.heed.models.Encoder;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.LogFactory;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.model.SpringAIModelProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * The beans of an application that names none of its own: an encoder, and Spring AI's embedding
 * model on it. Properties start with {@code heed.embedding}.
 *
 * <p>As with all models of Spring AI, {@code spring.ai.model.embedding=heed} chooses this one where
 * the class path has several, and another value leaves it out. An application with embedding models
 * of its own gets the encoder alone, and only if it asks for it:
 *
 * <pre>{@code
 * @Bean
 * EmbeddingModel passages(Encoder encoder) {
 *   return HeedEmbeddingModel.of(encoder.withPrefix("passage: "));
 * }
 * }</pre>
 */
@AutoConfiguration
@ConditionalOnProperty(
    name = SpringAIModelProperties.EMBEDDING_MODEL,
    havingValue = HeedEmbeddingModel.PROVIDER,
    matchIfMissing = true)
@EnableConfigurationProperties({
  EncoderProperties.class,
  TextProperties.class,
  VectorStoreProperties.class
})
public final class HeedEmbeddingAutoConfiguration {
  /** The encoder, loaded when it is first asked for and closed with the application. */
  @Bean(destroyMethod = "close")
  @Lazy
  @ConditionalOnMissingBean
  Encoder heedEncoder(EncoderProperties how, TextProperties what) {
    var log = LogFactory.getLog(HeedEmbeddingAutoConfiguration.class);
    return what.applyTo(how.load(log::warn));
  }

  /** The embedding model, observed if the application observes. */
  @Bean
  @ConditionalOnMissingBean(EmbeddingModel.class)
  HeedEmbeddingModel heedEmbeddingModel(
      Encoder encoder,
      VectorStoreProperties properties,
      ObjectProvider<ObservationRegistry> observations) {
    return properties
        .applyTo(HeedEmbeddingModel.of(encoder))
        .withObservations(observations.getIfUnique(() -> ObservationRegistry.NOOP));
  }
}
