package org.planledger.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.LocalDate;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.json.JacksonSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes events, snapshots, metadata and tracking tokens as JSON, each named by its alias in {@link
 * StoredTypes}.
 *
 * <p>The same object gives the same text on every run: properties in declared order, keys of maps
 * sorted, instants and dates in ISO form, absent values left out. Reading is strict: an unknown
 * alias, an unknown property, a repeated property or trailing text is an error.
 */
public final class EventSerializer extends JacksonSerializer {

  private final StoredTypes types;

  /** A serializer that knows the given types and no others. */
  public EventSerializer(StoredTypes types) {
    super(builder().objectMapper(mapper(types)).revisionResolver(types::revisionOf));
    this.types = types;
  }

  private static ObjectMapper mapper(StoredTypes types) {
    return JsonMapper.builder()
        .addModules(
            new JavaTimeModule().addDeserializer(LocalDate.class, new IsoTimes.Days()),
            new Jdk8Module(),
            new NestedTokens(types))
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .disable(
            SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
            SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .enable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
        .build();
  }

  @Override
  @SuppressWarnings("rawtypes") // as declared by the framework
  public SerializedType typeForClass(@Nullable Class type) {
    if (type == null || type == Void.class || type == void.class) {
      return SerializedType.emptyType();
    }
    return new SimpleSerializedType(types.aliasOf(type), types.revisionOf(type));
  }

  @Override
  @SuppressWarnings("rawtypes") // as declared by the framework
  public Class classForType(SerializedType type) {
    return SerializedType.emptyType().equals(type) ? Void.class : types.classOf(type.getName());
  }
}
