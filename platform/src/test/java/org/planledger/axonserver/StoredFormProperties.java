package org.planledger.axonserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.axonframework.serialization.SerializationException;
import org.planledger.store.StoredEvent;

class StoredFormProperties {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Provide
  static Arbitrary<Map<String, Object>> metaData() {
    Arbitrary<Object> values =
        Arbitraries.oneOf(
            text().map(value -> value),
            Arbitraries.longs().map(value -> value),
            Arbitraries.bigIntegers().map(value -> value),
            Arbitraries.doubles().map(value -> value),
            Arbitraries.of(true, false).map(value -> value),
            text().list().ofMaxSize(2).map(value -> value),
            Arbitraries.maps(text(), text()).ofMaxSize(2).map(value -> value));
    return Arbitraries.maps(
            Arbitraries.oneOf(text(), Arbitraries.of("actor", "planledger.metadata")), values)
        .ofMaxSize(4);
  }

  /** Whole characters of any plane. */
  @Provide
  static Arbitrary<String> text() {
    return Arbitraries.integers()
        .between(0, Character.MAX_CODE_POINT)
        .filter(point -> !(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE))
        .list()
        .ofMaxSize(8)
        .map(points -> points.stream().map(Character::toString).reduce("", String::concat));
  }

  @Property(tries = 500)
  void anEventComesBackToTheByte(
      @ForAll("metaData") Map<String, Object> metaData, @ForAll("text") String payload)
      throws JsonProcessingException {
    StoredEvent row = row(JSON.writeValueAsString(new TreeMap<>(metaData)), payload);
    assertThat(StoredForm.of(StoredForm.of(row), row.position())).isEqualTo(row);
  }

  @Example
  void metadataOfTheProductAreValuesOfTheirOwn() {
    assertThat(
            StoredForm.of(row("{\"actor\":\"p-7\",\"line\":12}", "{}")).getMetaDataMap().keySet())
        .containsExactlyInAnyOrder("actor", "line");
    for (String other :
        List.of("{\"line\":12,\"actor\":\"p-7\"}", "{\"a\":1.0}", "{\"a\":null}", "{ }")) {
      assertThat(StoredForm.of(row(other, "{}")).getMetaDataMap()).hasSize(1);
    }
  }

  @Example
  void whatWouldNotComeBackIsRefused() {
    assertThatThrownBy(() -> StoredForm.of(row("{}", "half \ud83d of a character")))
        .isInstanceOf(SerializationException.class);
    StoredEvent row = row("{}", "{}");
    assertThatThrownBy(
            () ->
                StoredForm.of(
                    new StoredEvent(
                        row.position(),
                        row.eventId(),
                        row.aggregateId(),
                        row.sequence(),
                        row.aggregateType(),
                        "2017-09-12T09:30:00.123456Z",
                        row.payloadType(),
                        row.payloadRevision(),
                        row.payload(),
                        row.metaData())))
        .isInstanceOf(SerializationException.class);
  }

  private static StoredEvent row(String metaData, String payload) {
    return new StoredEvent(
        7, "id", "plan:a", 3, "Plan", "2017-09-12T09:30:00.123Z", "Text", "1", payload, metaData);
  }
}
