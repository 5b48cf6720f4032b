package org.planledger.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;

/**
 * Writes answers as JSON, the same answer in the same bytes: members as declared, keys of maps
 * sorted, days and instants in ISO form, nulls left out. It reads nothing: what is sent to us is
 * read more strictly than a converter does.
 */
public final class JsonAnswers extends AbstractHttpMessageConverter<Object> {
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModules(new JavaTimeModule(), new Jdk8Module())
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(
              SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
              SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private static final int MOST_KEPT = 16;
  private static final int LARGEST_KEPT = 1 << 20;

  /** Used again: a large answer in fresh memory takes a good part of its time to clear and copy. */
  private final Queue<ByteArrayOutputStream> buffers = new ArrayBlockingQueue<>(MOST_KEPT);

  JsonAnswers() {
    super(MediaType.APPLICATION_JSON, new MediaType("application", "*+json"));
  }

  /** Writes an answer elsewhere. */
  public static void write(Object answer, OutputStream out) throws IOException {
    MAPPER.writeValue(out, answer);
  }

  @Override
  protected boolean supports(Class<?> type) {
    return true;
  }

  @Override
  public boolean canRead(Class<?> type, @org.jspecify.annotations.Nullable MediaType mediaType) {
    return false;
  }

  @Override
  protected Object readInternal(Class<?> type, HttpInputMessage message) {
    throw new HttpMessageNotReadableException("Answers are not read", message);
  }

  @Override
  protected void writeInternal(Object answer, HttpOutputMessage message) throws IOException {
    ByteArrayOutputStream spare = buffers.poll();
    ByteArrayOutputStream buffer = spare == null ? new ByteArrayOutputStream() : spare;
    try {
      // As a whole before the first byte is sent: what cannot be written becomes a problem.
      MAPPER.writeValue(buffer, answer);
    } catch (IOException e) {
      throw new HttpMessageNotWritableException("Not to be written as JSON", e);
    }
    message.getHeaders().setContentLength(buffer.size());
    buffer.writeTo(message.getBody());
    if (buffer.size() <= LARGEST_KEPT) {
      buffer.reset();
      buffers.offer(buffer);
    }
  }
}
