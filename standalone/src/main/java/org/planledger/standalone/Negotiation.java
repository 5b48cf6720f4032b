package org.planledger.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * A made-up negotiation as lines of commands, all of which are carried out when they are imported
 * in their order. The same seed gives the same lines. Delegations propose amendments to one text
 * side by side, some of which collide or are written against a text that has changed since; each
 * meeting agrees to those that go together, finds a compromise for most that do not, declines some
 * and defers others.
 */
public final class Negotiation {
  /**
   * How much of it there is.
   *
   * @param planId id of the plan; those of meetings and contributions begin with it
   */
  public record Size(String planId, long seed, int provisions, int meetings, int amendments) {
    /** Checks that there is something to negotiate. */
    public Size {
      if (provisions < 1 || meetings < 1 || amendments < 0) {
        throw new IllegalArgumentException("At least one provision and one meeting are needed");
      }
    }
  }

  private static final String BODY = "Working group";
  private static final LocalDate OPENING = LocalDate.of(2015, 1, 5);
  private static final int WEEKS_BETWEEN_MEETINGS = 12;
  private static final int PROVISIONS_A_PART = 15;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A text that was in force from a revision on. */
  private record Version(long revision, List<String> words, int firstChanged) {}

  /** A proposal that waits for a meeting: words from..to of a version are to be others. */
  private record Wish(
      String id, Text on, int from, int to, List<String> brings, boolean onOlderText) {
    boolean meets(Wish other) {
      return from <= other.to + 1 && other.from <= to + 1;
    }
  }

  private static final class Text {
    final String id;
    final List<Version> versions = new ArrayList<>();
    final List<Wish> wishes = new ArrayList<>();

    Text(String id) {
      this.id = id;
    }

    Version inForce() {
      return versions.getLast();
    }
  }

  private final Size size;
  private final SplittableRandom random;
  private final OutputStream out;
  private final LongConsumer linesDone;
  private final List<Text> texts = new ArrayList<>();
  private long planRevision = -1;
  private long lines;

  private Negotiation(Size size, OutputStream out, LongConsumer linesDone) {
    this.size = size;
    this.random = new SplittableRandom(size.seed());
    this.out = out;
    this.linesDone = linesDone;
  }

  /** Writes the lines of a negotiation; {@code linesDone} is told after each how many there are. */
  public static void write(Size size, OutputStream out, LongConsumer linesDone) throws IOException {
    new Negotiation(size, out, linesDone).run();
  }

  private void run() throws IOException {
    plan(
        "OpenPlan",
        body(
            "title",
            Map.of("en", "A generated plan"),
            "timeZone",
            "Europe/Zurich",
            "languages",
            List.of("en", "fr"),
            "authoritativeLanguage",
            "en"),
        OPENING);
    provisions();
    for (int meeting = 1; meeting <= size.meetings(); meeting++) {
      int before = size.amendments() * (meeting - 1) / size.meetings();
      int upTo = size.amendments() * meeting / size.meetings();
      meeting(meeting, before, upTo);
    }
  }

  private void provisions() throws IOException {
    String part = "";
    for (int i = 0; i < size.provisions(); i++) {
      boolean isPart = i % PROVISIONS_A_PART == 0;
      String id = (isPart ? "part-" : "text-") + (i + 1);
      Map<String, Object> fields = body("provisionId", id, "kind", isPart ? "part" : "objective");
      if (isPart) {
        part = id;
        fields.put("heading", Map.of("en", "Part " + (i / PROVISIONS_A_PART + 1)));
      } else {
        fields.put("parentId", part);
      }
      List<String> words = Vocabulary.words(random, 12 + random.nextInt(60));
      fields.put("text", Map.of("en", joined(words)));
      plan("AddProvision", fields, OPENING);
      Text text = new Text(id);
      text.versions.add(new Version(planRevision, words, 0));
      texts.add(text);
    }
  }

  private void meeting(int number, int firstAmendment, int lastAmendment) throws IOException {
    String id = size.planId() + "-" + number;
    LocalDate day = OPENING.plusWeeks((long) number * WEEKS_BETWEEN_MEETINGS);
    send(
        "ScheduleMeeting",
        body(
            "meetingId",
            id,
            "body",
            BODY,
            "number",
            String.valueOf(number),
            "from",
            day.toString(),
            "to",
            day.plusDays(2).toString(),
            "timeZone",
            "Europe/Zurich"),
        day.minusWeeks(10));
    send(
        "AdoptAgenda",
        body(
            "meetingId",
            id,
            "document",
            id + "/1",
            "items",
            List.of(
                Map.of("number", "1", "title", Map.of("en", "Opening")),
                Map.of("number", "2", "title", Map.of("en", "The plan")))),
        day);
    proposals(id, day.minusWeeks(4), firstAmendment, lastAmendment);
    send("OpenMeeting", body("meetingId", id), day);
    for (Text text : texts) {
      if (!text.wishes.isEmpty()) {
        settle(id, number < size.meetings(), text, day.plusDays(1));
      }
    }
    translate(day.plusDays(2));
    send("CloseMeeting", body("meetingId", id), day.plusDays(2));
    plan("IssueDraft", body("document", id + "/2"), day.plusDays(4));
  }

  /** One contribution for about ten amendments. */
  private void proposals(String meeting, LocalDate day, int first, int last) throws IOException {
    String contribution = "";
    String delegation = "";
    for (int i = first; i < last; i++) {
      if ((i - first) % 10 == 0) {
        contribution = "%s-c%d".formatted(meeting, (i - first) / 10 + 1);
        delegation = "Delegation " + (1 + random.nextInt(40));
        send(
            "SubmitContribution",
            body(
                "contributionId",
                contribution,
                "submitter",
                delegation,
                "title",
                Map.of("en", "Proposals of " + delegation),
                "document",
                "%s/%d".formatted(meeting, (i - first) / 10 + 10)),
            day);
      }
      // Half of the amendments crowd on a tenth of the texts, where they get in each other's way.
      int among = random.nextBoolean() ? Math.max(1, texts.size() / 10) : texts.size();
      propose("a-" + (i + 1), texts.get(random.nextInt(among)), delegation, contribution, day);
    }
  }

  private void propose(String id, Text text, String delegation, String contribution, LocalDate day)
      throws IOException {
    Version version = text.inForce();
    int length = version.words().size();
    boolean older =
        text.versions.size() > 1 && version.firstChanged() > 4 && random.nextInt(8) == 0;
    if (older) {
      length = version.firstChanged() - 2;
      version = text.versions.get(text.versions.size() - 2);
    }
    int from = random.nextInt(length);
    int to = Math.min(length, from + random.nextInt(4));
    List<String> brings =
        from == to || random.nextInt(5) > 0
            ? Vocabulary.words(random, 1 + random.nextInt(4))
            : List.of();
    Wish wish = new Wish(id, text, from, to, brings, older);
    List<String> wanted = with(version.words(), wish);
    if (wanted.equals(version.words()) || wanted.isEmpty()) {
      wish = new Wish(id, text, from, from, List.of("jointly"), older);
      wanted = with(version.words(), wish);
    }
    Map<String, Object> fields =
        body(
            "amendmentId", id,
            "change",
                body("type", "text", "provisionId", text.id, "text", Map.of("en", joined(wanted))),
            "proposer", delegation,
            "contributionId", contribution);
    if (older) {
      fields.put("baseRevision", text.inForce().revision() - 1);
    }
    plan("ProposeAmendment", fields, day);
    text.wishes.add(wish);
  }

  private void settle(String meeting, boolean more, Text text, LocalDate day) throws IOException {
    if (more && random.nextInt(12) == 0) {
      plan("DeferProvision", at(meeting, "provisionId", text.id), day);
      return;
    }
    List<Wish> together = new ArrayList<>();
    List<Wish> colliding = new ArrayList<>();
    for (Wish wish : text.wishes) {
      (together.stream().anyMatch(wish::meets) ? colliding : together).add(wish);
    }
    text.wishes.clear();
    List<Wish> declined = new ArrayList<>();
    boolean compromise = !colliding.isEmpty() && random.nextInt(3) > 0;
    if (!compromise) {
      declined.addAll(colliding);
    }
    if (random.nextInt(10) == 0 && together.size() > 1) {
      declined.add(together.removeLast());
    }
    for (Wish wish : declined) {
      plan("DeclineAmendment", at(meeting, "amendmentId", wish.id()), day);
    }
    List<String> agreed = with(text.inForce().words(), together);
    Map<String, Object> item = body("provisionId", text.id);
    List<String> amendments = new ArrayList<>(together.stream().map(Wish::id).toList());
    if (compromise) {
      colliding.stream().map(Wish::id).forEach(amendments::add);
      agreed = new ArrayList<>(agreed);
      agreed.addAll(random.nextInt(agreed.size() + 1), Vocabulary.words(random, 2));
      item.put("compromise", Map.of("en", joined(agreed)));
    }
    item.put("amendments", amendments);
    int firstChanged = firstDifference(text.inForce().words(), agreed);
    plan("AgreeProvisionally", at(meeting, "items", List.of(item)), day);
    text.versions.add(new Version(planRevision, agreed, firstChanged));
  }

  private void translate(LocalDate day) throws IOException {
    for (int i = 0; i < Math.max(1, texts.size() / 30); i++) {
      Text text = texts.get(random.nextInt(texts.size()));
      plan(
          "ProvideTranslation",
          body(
              "provisionId",
              text.id,
              "language",
              "fr",
              "text",
              "Texte " + joined(Vocabulary.words(random, 8 + random.nextInt(30)))),
          day);
    }
  }

  private static List<String> with(List<String> words, Wish wish) {
    return with(words, List.of(wish));
  }

  private static List<String> with(List<String> words, List<Wish> wishes) {
    List<Wish> fromTheEnd = new ArrayList<>(wishes);
    fromTheEnd.sort((a, b) -> Integer.compare(b.from(), a.from()));
    List<String> result = new ArrayList<>(words);
    for (Wish wish : fromTheEnd) {
      List<String> place = result.subList(wish.from(), wish.to());
      place.clear();
      place.addAll(wish.brings());
    }
    return result;
  }

  private static int firstDifference(List<String> before, List<String> after) {
    int same = 0;
    while (same < Math.min(before.size(), after.size())
        && before.get(same).equals(after.get(same))) {
      same++;
    }
    return same;
  }

  private static String joined(List<String> words) {
    return String.join(" ", words);
  }

  private Map<String, Object> at(String meeting, String name, Object value) {
    return body("meetingId", meeting, "agendaItem", "2", name, value);
  }

  private void plan(String command, Map<String, Object> fields, LocalDate on) throws IOException {
    fields.put("planId", size.planId());
    send(command, fields, on);
    planRevision++;
  }

  private void send(String command, Map<String, Object> fields, LocalDate on) throws IOException {
    fields.put("on", on.toString());
    lines++;
    Map<String, Object> line =
        body(
            "command",
            command,
            "id",
            "%s-%d".formatted(size.planId(), lines),
            "actor",
            "Secretariat",
            "body",
            fields);
    out.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    linesDone.accept(lines);
  }

  private static Map<String, Object> body(Object... namesAndValues) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      body.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return body;
  }

  /** Words of plans; no two neighbours are the same, so that an edit stands where it was made. */
  private static final class Vocabulary {
    private static final List<String> WORDS =
        List.of(
            ("access affordable all available benefit bridge broadband build capacity change"
                    + " communities connect coordinate countries data develop digital divide drive"
                    + " economy education efficient enable encourage environment equal everyone"
                    + " expand facilitate foster future global goals growth health households"
                    + " improve inclusive information infrastructure innovation integrate"
                    + " interoperable knowledge leadership level members mobile monitor national"
                    + " networks operators outcome partners people persons policy poverty private"
                    + " progress promote protect public quality radio reduce region reliable"
                    + " resilient resources rural safe satellite secure services share skills"
                    + " society spectrum standards strengthen support sustainable targets"
                    + " technology telecommunication transform trust universal value women world"
                    + " youth")
                .split(" "));

    private Vocabulary() {}

    static List<String> words(SplittableRandom random, int count) {
      List<String> words = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        words.add(WORDS.get(random.nextInt(WORDS.size())));
      }
      return Collections.unmodifiableList(words);
    }
  }
}
