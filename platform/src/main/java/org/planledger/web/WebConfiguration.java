package org.planledger.web;

import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.planledger.outbound.Destinations;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The HTTP server of an application, and where it may send to. */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:org/planledger/web/defaults.properties")
public class WebConfiguration {
  WebConfiguration() {}

  /** Ids hold slashes: {@code %2F} in a path belongs to the id. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> pathsAndErrors() {
    return server -> {
      server.addConnectorCustomizers(
          connector ->
              connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue()));
      server.addContextCustomizers(
          context ->
              ((StandardHost) context.getParent())
                  .setErrorReportValveClass(ProblemValve.class.getName()));
    };
  }

  /** Our way of writing JSON, in place of whatever library the framework would choose. */
  @Bean
  WebMvcConfigurer answersAndIds() {
    return new WebMvcConfigurer() {
      @Override
      public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters.withJsonConverter(new JsonAnswers());
      }

      @Override
      public void addInterceptors(InterceptorRegistry interceptors) {
        interceptors.addInterceptor(new IdsInPaths());
      }
    };
  }

  @Bean
  Destinations destinations(@Value("${planledger.webhooks.networks}") List<String> networks) {
    return new Destinations(networks);
  }

  @Bean
  Problems problems() {
    return new Problems();
  }

  @Bean
  ErrorPage errorPage() {
    return new ErrorPage();
  }
}
