package org.planledger.query.export;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * Links of the header {@code Link} (RFC 8288), by relations that are registered. Targets are
 * relative to what was asked for, so that they hold behind any proxy.
 */
public final class Link {
  private Link() {}

  /** A link. */
  public static String to(String target, String relation) {
    return "<%s>; rel=\"%s\"".formatted(target, relation);
  }

  /**
   * A link to something of a media type.
   *
   * @param languages of what is there; empty: not said
   */
  public static String to(String target, String relation, MediaType type, List<String> languages) {
    return "%s; type=\"%s/%s\"%s"
        .formatted(
            to(target, relation),
            type.getType(),
            type.getSubtype(),
            languages.stream().map("; hreflang=\"%s\""::formatted).collect(Collectors.joining()));
  }

  /** Names and values, but for those without a value. */
  public static String query(@Nullable String... parameters) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < parameters.length; i += 2) {
      String value = parameters[i + 1];
      if (value != null) {
        query
            .append(query.isEmpty() ? '?' : '&')
            .append(parameters[i])
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
      }
    }
    return query.toString();
  }

  /** Where a publication is, seen from its plan. */
  public static String publication(String document) {
    return "publications/" + document.replace("/", "%2F");
  }
}
