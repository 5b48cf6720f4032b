package org.planledger.query.texts;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.io.IOException;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Provision;
import org.planledger.plan.Standing;
import org.planledger.plan.Status;
import org.planledger.plan.TextVersion;
import org.planledger.text.Passage;

/**
 * The members of a provision as it is answered, written by hand: a draft has hundreds of them, and
 * their texts go from where they are packed into the answer without becoming strings. It writes to
 * bytes only.
 *
 * <p>{@code heading} and {@code text} are maps by language, or what they are in the one language
 * asked for; {@code context} is there in place of {@code text} where the provision only says where
 * others of an extract stand; {@code status}, {@code effectiveStatus} and {@code since} are those
 * of the text, within {@code structure} those of place and heading; {@code remark} is what a
 * meeting last did with it short of agreeing; {@code behind} lists the languages whose text renders
 * another version of the authoritative one than the one in force.
 */
final class ProvisionJson extends JsonSerializer<ProvisionView> {
  private static final SerializableString ID = name("id");
  private static final SerializableString KIND = name("kind");
  private static final SerializableString PARENT = name("parent");
  private static final SerializableString NUMBER = name("number");
  private static final SerializableString HEADING = name("heading");
  private static final SerializableString TEXT = name("text");
  private static final SerializableString CONTEXT = name("context");
  private static final SerializableString STATUS = name("status");
  private static final SerializableString EFFECTIVE_STATUS = name("effectiveStatus");
  private static final SerializableString SINCE = name("since");
  private static final SerializableString REVISION = name("revision");
  private static final SerializableString MEETING = name("meeting");
  private static final SerializableString DOCUMENT = name("document");
  private static final SerializableString ON = name("on");
  private static final SerializableString STRUCTURE = name("structure");
  private static final SerializableString REFERENCES = name("references");
  private static final SerializableString REMARK = name("remark");
  private static final SerializableString BEHIND = name("behind");

  private static final Map<Status, SerializableString> STATUSES = new EnumMap<>(Status.class);

  static {
    for (Status status : Status.values()) {
      STATUSES.put(status, name(status.name()));
    }
  }

  /** The texts of an answer are copied into the same bytes one after the other. */
  private static final Object BUFFER = new Object();

  private static final int LEAST_BUFFER = 1 << 12;

  private static SerializableString name(String name) {
    return new SerializedString(name);
  }

  @Override
  public void serialize(ProvisionView view, JsonGenerator json, SerializerProvider others)
      throws IOException {
    json.writeStartObject();
    members(view, json, others);
    json.writeEndObject();
  }

  /** Writes the members into the object that the provision is a part of. */
  @Override
  public JsonSerializer<ProvisionView> unwrappingSerializer(NameTransformer unchanged) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(ProvisionView view, JsonGenerator json, SerializerProvider others)
          throws IOException {
        members(view, json, others);
      }

      @Override
      public boolean isUnwrappingSerializer() {
        return true;
      }
    };
  }

  private static void members(ProvisionView view, JsonGenerator json, SerializerProvider others)
      throws IOException {
    Provision provision = view.provision();
    string(ID, provision.id(), json);
    string(KIND, provision.kind(), json);
    optional(PARENT, provision.parent(), json);
    string(NUMBER, view.number(), json);
    inLanguage(HEADING, provision.heading(), view.languages(), json, json::writeString);
    if (view.context()) {
      json.writeFieldName(CONTEXT);
      json.writeBoolean(true);
    } else {
      inLanguage(
          TEXT,
          provision.texts(),
          view.languages(),
          json,
          version -> text(version.passage(), json, others));
    }
    standing(provision.text(), view.cut(), json);
    json.writeFieldName(STRUCTURE);
    json.writeStartObject();
    standing(provision.structure(), view.cut(), json);
    json.writeEndObject();
    json.writeFieldName(REFERENCES);
    others.defaultSerializeValue(provision.references(), json);
    if (provision.remark() != null) {
      json.writeFieldName(REMARK);
      others.defaultSerializeValue(provision.remark(), json);
    }
    json.writeFieldName(BEHIND);
    behind(provision, view.cut().draft().plan().authoritativeLanguage(), json);
  }

  private static void string(SerializableString name, String value, JsonGenerator json)
      throws IOException {
    json.writeFieldName(name);
    json.writeString(value);
  }

  private static void optional(SerializableString name, @Nullable String value, JsonGenerator json)
      throws IOException {
    if (value != null) {
      string(name, value, json);
    }
  }

  @FunctionalInterface
  private interface Writer<T> {
    void write(T value) throws IOException;
  }

  private static <T> void inLanguage(
      SerializableString name,
      Map<String, T> byLanguage,
      Languages languages,
      JsonGenerator json,
      Writer<T> writer)
      throws IOException {
    String alone = languages.alone();
    if (alone == null) {
      json.writeFieldName(name);
      json.writeStartObject();
      for (Map.Entry<String, T> each : byLanguage.entrySet()) {
        if (languages.has(each.getKey())) {
          json.writeFieldName(each.getKey());
          writer.write(each.getValue());
        }
      }
      json.writeEndObject();
    } else if (byLanguage.containsKey(alone)) {
      json.writeFieldName(name);
      writer.write(byLanguage.get(alone));
    }
  }

  private static void text(Passage passage, JsonGenerator json, SerializerProvider others)
      throws IOException {
    int length = passage.utf8Length();
    byte[] utf8 = (byte[]) others.getAttribute(BUFFER);
    if (utf8 == null || utf8.length < length) {
      utf8 = new byte[Math.max(2 * length, LEAST_BUFFER)];
      others.setAttribute(BUFFER, utf8);
    }
    json.writeUTF8String(utf8, 0, passage.copyUtf8(utf8, 0));
  }

  private static void standing(Standing standing, Cut cut, JsonGenerator json) throws IOException {
    json.writeFieldName(STATUS);
    json.writeString(STATUSES.get(standing.status()));
    json.writeFieldName(EFFECTIVE_STATUS);
    json.writeString(STATUSES.get(cut.effective(standing)));
    json.writeFieldName(SINCE);
    json.writeStartObject();
    json.writeFieldName(REVISION);
    json.writeNumber(standing.revision());
    optional(MEETING, standing.minute() == null ? null : standing.minute().meetingId(), json);
    optional(DOCUMENT, standing.document(), json);
    json.writeFieldName(ON);
    day(standing.on(), json);
    json.writeEndObject();
  }

  /** In ISO form. A string of each day would take a fifth of the time of all this. */
  private static void day(LocalDate day, JsonGenerator json) throws IOException {
    int year = day.getYear();
    if (year < 0 || year > 9_999) {
      json.writeString(day.toString());
      return;
    }
    byte[] iso = {
      digit(year / 1_000),
      digit(year / 100),
      digit(year / 10),
      digit(year),
      '-',
      digit(day.getMonthValue() / 10),
      digit(day.getMonthValue()),
      '-',
      digit(day.getDayOfMonth() / 10),
      digit(day.getDayOfMonth())
    };
    json.writeRawUTF8String(iso, 0, iso.length);
  }

  private static byte digit(int number) {
    return (byte) ('0' + number % 10);
  }

  private static void behind(Provision provision, String authoritative, JsonGenerator json)
      throws IOException {
    TextVersion original = provision.texts().get(authoritative);
    json.writeStartArray();
    if (original != null) {
      for (Map.Entry<String, TextVersion> each : provision.texts().entrySet()) {
        if (each.getValue().isBehind(original)) {
          json.writeString(each.getKey());
        }
      }
    }
    json.writeEndArray();
  }
}
