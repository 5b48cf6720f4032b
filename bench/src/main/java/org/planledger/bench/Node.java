package org.planledger.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A node of the product in this process, on a PostgreSQL. */
public final class Node {
  private Node() {}

  /**
   * Starts one.
   *
   * @param data its folder
   * @param settings beyond those that every node here has, as {@code name=value}
   * @param parts the side that it is, and what is measured beside it
   */
  public static ConfigurableApplicationContext start(
      EmbeddedPostgres server, Path data, List<String> settings, Class<?>... parts) {
    return new SpringApplicationBuilder(parts)
        .bannerMode(Banner.Mode.OFF)
        .run(
            Stream.concat(
                    Stream.of(
                        "spring.datasource.url=" + server.getJdbcUrl("postgres", "postgres"),
                        "spring.datasource.username=postgres",
                        "planledger.data=" + data,
                        "server.port=0",
                        "logging.level.root=error"),
                    settings.stream())
                .map(setting -> "--" + setting)
                .toArray(String[]::new));
  }
}
