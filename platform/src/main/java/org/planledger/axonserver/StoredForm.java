package org.planledger.axonserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.axoniq.axonserver.grpc.MetaDataValue;
import io.axoniq.axonserver.grpc.SerializedObject;
import io.axoniq.axonserver.grpc.event.Event;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.serialization.SerializationException;
import org.planledger.store.StoredEvent;

/**
 * Events as Axon Server keeps them, and as a row of the log has them: there and back, each text is
 * what it was, to the byte.
 *
 * <p>Metadata are values of their own in Axon Server, where that loses nothing; where it would,
 * their JSON is one value.
 */
public final class StoredForm {
  private static final String WHOLE = "planledger.metadata";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private StoredForm() {}

  /**
   * An event for Axon Server.
   *
   * @throws SerializationException where it would not come back as it is
   */
  public static Event of(StoredEvent row) {
    Event event =
        Event.newBuilder()
            .setMessageIdentifier(row.eventId())
            .setAggregateIdentifier(row.aggregateId())
            .setAggregateSequenceNumber(row.sequence())
            .setAggregateType(row.aggregateType() == null ? "" : row.aggregateType())
            .setTimestamp(Instant.parse(row.recordedAt()).toEpochMilli())
            .setPayload(
                SerializedObject.newBuilder()
                    .setType(row.payloadType())
                    .setRevision(row.payloadRevision())
                    .setData(utf8(row.payload())))
            .putAllMetaData(metaData(row.metaData()))
            .build();
    if (!of(event, row.position()).equals(row)) {
      throw new SerializationException(
          "Event %s would not come back from Axon Server as it is".formatted(row.eventId()));
    }
    return event;
  }

  /**
   * The row of an event.
   *
   * @param position in the global order of the log
   */
  public static StoredEvent of(Event event, long position) {
    String type = event.getAggregateType();
    return new StoredEvent(
        position,
        event.getMessageIdentifier(),
        event.getAggregateIdentifier(),
        event.getAggregateSequenceNumber(),
        type.isEmpty() ? null : type,
        DateTimeUtils.formatInstant(Instant.ofEpochMilli(event.getTimestamp())),
        event.getPayload().getType(),
        event.getPayload().getRevision(),
        event.getPayload().getData().toStringUtf8(),
        json(event.getMetaDataMap()));
  }

  /** Strict: what is no text must not become another one. */
  private static ByteString utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return ByteString.copyFrom(bytes);
    } catch (CharacterCodingException e) {
      throw new SerializationException("Not to be written in UTF-8", e);
    }
  }

  private static Map<String, MetaDataValue> metaData(String json) {
    Map<String, MetaDataValue> values = new HashMap<>();
    try {
      for (Map.Entry<String, JsonNode> member : JSON.readTree(json).properties()) {
        JsonNode value = member.getValue();
        if (value.isTextual()) {
          values.put(member.getKey(), text(value.textValue()));
        } else if (value.isBoolean()) {
          values.put(
              member.getKey(),
              MetaDataValue.newBuilder().setBooleanValue(value.booleanValue()).build());
        } else if (value.isIntegralNumber() && value.canConvertToLong()) {
          values.put(
              member.getKey(),
              MetaDataValue.newBuilder().setNumberValue(value.longValue()).build());
        }
      }
    } catch (JsonProcessingException e) {
      throw new SerializationException("Metadata that are no JSON", e);
    }
    return json(values).equals(json) ? values : Map.of(WHOLE, text(json));
  }

  private static MetaDataValue text(String text) {
    return MetaDataValue.newBuilder().setTextValue(text).build();
  }

  private static String json(Map<String, MetaDataValue> values) {
    MetaDataValue whole = values.get(WHOLE);
    if (whole != null && values.size() == 1) {
      return whole.getTextValue();
    }
    ObjectNode object = JSON.createObjectNode();
    new TreeMap<>(values)
        .forEach(
            (name, value) -> {
              switch (value.getDataCase()) {
                case TEXT_VALUE -> object.put(name, value.getTextValue());
                case NUMBER_VALUE -> object.put(name, value.getNumberValue());
                case BOOLEAN_VALUE -> object.put(name, value.getBooleanValue());
                case DOUBLE_VALUE -> object.put(name, value.getDoubleValue());
                case BYTES_VALUE ->
                    object.put(name, value.getBytesValue().getData().toStringUtf8());
                case DATA_NOT_SET -> object.putNull(name);
              }
            });
    return object.toString();
  }
}
