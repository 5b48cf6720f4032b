package org.planledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.axonframework.common.DateTimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimesTest {
  private static final ObjectMapper JSON =
      new EventSerializer(StoredTypes.of(List.of())).getObjectMapper();

  @Property
  void instantsAreReadAsTheFrameworkWritesThem(
      @ForAll @LongRange(min = -62_167_219_200_000L, max = 253_402_300_799_999L) long millis) {
    Instant instant = Instant.ofEpochMilli(millis);
    assertThat(IsoTimes.instant(DateTimeUtils.formatInstant(instant))).isEqualTo(instant);
    assertThat(IsoTimes.instant(instant.toString())).isEqualTo(instant);
  }

  @Property
  void daysAreReadAsTheyAreWritten(
      @ForAll @LongRange(min = -800_000, max = 3_000_000) long epochDay)
      throws JsonProcessingException {
    LocalDate day = LocalDate.ofEpochDay(epochDay);
    assertThat(JSON.readValue(JSON.writeValueAsString(day), LocalDate.class)).isEqualTo(day);
  }

  @Test
  void otherFormsOfAnInstantAreReadAsWell() {
    assertThat(IsoTimes.instant("2017-09-12T09:30:00Z"))
        .isEqualTo(Instant.parse("2017-09-12T09:30:00Z"));
    assertThat(IsoTimes.instant("2017-09-12T09:30:00.123456Z"))
        .isEqualTo(Instant.parse("2017-09-12T09:30:00.123456Z"));
    assertThat(IsoTimes.instant("2016-12-31T24:00:00.000Z"))
        .isEqualTo(Instant.parse("2016-12-31T24:00:00.000Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2017-09-12T09:30:00.12xZ",
        "2017-02-30T09:30:00.123Z",
        "2017-13-12T09:30:00.123Z",
        "2017-09-12T25:30:00.123Z",
        "2017/09/12T09:30:00.123Z",
        "2017-09-12 09:30:00.123Z",
        "2017-09-12T09:30:00.123+"
      })
  void whatIsNoInstantIsRefused(String text) {
    assertThatThrownBy(() -> IsoTimes.instant(text)).isInstanceOf(DateTimeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2017-02-30", "2017-13-01", "2017-1x-01", "2017/10/01", "tomorrow", "1"})
  void whatIsNoDayIsRefused(String text) {
    assertThatThrownBy(() -> JSON.readValue('"' + text + '"', LocalDate.class))
        .isInstanceOf(JsonProcessingException.class);
  }
}
