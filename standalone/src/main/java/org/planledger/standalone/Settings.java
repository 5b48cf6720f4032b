package org.planledger.standalone;

import java.io.IOException;
import java.nio.file.Path;
import org.planledger.carry.CannotCarry;
import org.planledger.carry.Database;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/** Where the store is, by the settings that a server would have, without starting one. */
final class Settings {
  private static final String DEFAULTS = "org/planledger/store/defaults.properties";

  private final Environment environment;

  private Settings(Environment environment) {
    this.environment = environment;
  }

  @Configuration(proxyBeanMethods = false)
  @PropertySource("classpath:" + DEFAULTS)
  static class Defaults {
    Defaults() {}
  }

  static Settings of(Path data) {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Defaults.class)
            .web(WebApplicationType.NONE)
            .bannerMode(Banner.Mode.OFF)
            .registerShutdownHook(false)
            .run("--planledger.data=" + data.toAbsolutePath(), "--logging.level.root=error")) {
      return new Settings(context.getEnvironment());
    }
  }

  String url() {
    return environment.getRequiredProperty("spring.datasource.url");
  }

  /** The address of a store in a file in the folder, whatever is set. */
  String fileUrl() throws IOException {
    return environment.resolveRequiredPlaceholders(
        PropertiesLoaderUtils.loadProperties(new ClassPathResource(DEFAULTS))
            .getProperty("spring.datasource.url", ""));
  }

  /** Opens the database; of a file, it is made where there is none. */
  Database open() throws CannotCarry {
    return Database.open(
        url(),
        environment.getProperty("spring.datasource.username"),
        environment.getProperty("spring.datasource.password"));
  }
}
