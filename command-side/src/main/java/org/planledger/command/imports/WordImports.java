package org.planledger.command.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Streams;
import org.planledger.command.dispatch.Commands;
import org.planledger.log.Recorded;
import org.planledger.paper.word.Hand;
import org.planledger.paper.word.Returned;
import org.planledger.paper.word.Returned.Asked;
import org.planledger.paper.word.WordAmendments;
import org.planledger.people.People;
import org.planledger.plan.Amendment;
import org.planledger.plan.Amendments;
import org.planledger.plan.Draft;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Provision;
import org.planledger.plan.agreement.Conflict;
import org.planledger.plan.agreement.Rebase;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.Proposal;
import org.planledger.problem.Problem;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.text.Passage;
import org.planledger.text.Redline;

/**
 * Proposes what a Word document asks for, each change of a provision as an amendment of its own.
 *
 * <p>The document becomes lines of an import, whose ids are made from its hash, so that sent again
 * it has no second effect. They are proposed in one commit: a document is never half imported. They
 * are tried before, so that one that is refused leaves nothing else, such as the names of its
 * authors.
 */
public final class WordImports {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final int ID_CHARACTERS = 12;
  private static final int LONGEST_NAME = 200;

  /** Amendments in one commit, for which all who write to the plan wait. */
  private static final int MOST = 3_000;

  private final Importer importer;
  private final Streams streams;
  private final People people;
  private final Clock clock;

  /** Proposes by an importer. */
  public WordImports(Importer importer, Streams streams, People people, Clock clock) {
    this.importer = importer;
    this.streams = streams;
    this.people = people;
    this.clock = clock;
  }

  /**
   * For whom.
   *
   * @param on the day on which it is proposed; absent: that of the last change, or today where the
   *     document has none
   */
  record Wanted(
      String plan, String proposer, @Nullable String contributionId, @Nullable String on) {}

  /** Whose changes, by the clock of their program. */
  record By(String author, @Nullable LocalDateTime at) {}

  /**
   * Words in one language.
   *
   * @param part {@code heading} or {@code text}
   */
  record Wording(String lang, String part, List<Redline.Run> runs) {}

  /** A place in the tree. */
  record Place(@Nullable String parent, @Nullable String after) {}

  /**
   * What is proposed.
   *
   * @param change {@code text}, {@code insert}, {@code remove} or {@code move}
   * @param state how it stands to the draft in force; absent: it was proposed before and is settled
   * @param conflicts with what is in force; no reason not to propose it
   * @param notes what was guessed
   */
  record Proposed(
      String amendment,
      String provision,
      String change,
      List<By> by,
      LocalDate on,
      List<Wording> wordings,
      @Nullable Place place,
      Rebase.@Nullable State state,
      List<Conflict> conflicts,
      List<String> notes) {}

  /**
   * What a document asks for, and what came of it.
   *
   * @param revision that it was made from
   * @param notes what was not understood or is ignored
   * @param applied amendments that were proposed, or would be
   * @param repeated amendments that had been proposed before
   * @param position of the last event; absent: nothing was written
   */
  record Report(
      String plan,
      long revision,
      String sha256,
      List<Proposed> amendments,
      List<String> notes,
      long applied,
      long repeated,
      @Nullable Long position) {}

  /**
   * Says what would be proposed, and writes nothing.
   *
   * @throws Refused as {@link WordAmendments#read} does; 413 when it asks for too much; 404 when
   *     there is no such plan; 409 when the document is of another plan or record, or something
   *     cannot be proposed; 422 when {@code wanted} is not of the right form
   */
  Report dryRun(byte[] docx, Wanted wanted) throws IOException {
    return tried(read(docx, wanted), wanted);
  }

  /**
   * Proposes all of it or nothing; the same document again has no second effect.
   *
   * @throws Refused as {@link #dryRun} does; 503 when nothing may be recorded
   */
  Report run(byte[] docx, Wanted wanted) throws IOException {
    Read read = read(docx, wanted);
    Returned returned = read.returned();
    Report report = tried(read, wanted);
    Importer.Result done;
    try {
      done = importer.propose(lines(returned, wanted, people::idOf));
    } catch (Refused refused) {
      throw toldOf(refused, returned);
    }
    return new Report(
        report.plan(),
        report.revision(),
        report.sha256(),
        report.amendments(),
        report.notes(),
        done.applied(),
        done.repeated(),
        done.position());
  }

  private record Read(Returned returned, PlanHistory history) {}

  private Read read(byte[] docx, Wanted wanted) throws IOException {
    Returned returned = WordAmendments.read(docx);
    if (!returned.plan().equals(wanted.plan())) {
      throw Refused.rule(
          "The document is of the plan %s, not of %s; send it there."
              .formatted(returned.plan(), wanted.plan()));
    }
    if (returned.asked().size() > MOST) {
      throw new Refused(
          ProblemType.TOO_LARGE,
          "The document asks for %d amendments, and no more than %d are proposed at once. Send a copy with a part of its changes, then one with the rest."
              .formatted(returned.asked().size(), MOST));
    }
    PlanHistory history =
        PlanHistory.of(
            streams.read("plan:" + wanted.plan(), 0).stream().map(WordImports::ofPlan).toList());
    if (history.size() == 0) {
      throw Refused.notFound("plan", wanted.plan());
    }
    requireFromHere(returned, history);
    return new Read(returned, history);
  }

  private static Recorded<PlanEvent> ofPlan(Recorded<?> recorded) {
    return new Recorded<>(
        recorded.revision(),
        recorded.position(),
        recorded.recordedAt(),
        (PlanEvent) recorded.event());
  }

  /** The document says by hashes what it was made from. */
  private static void requireFromHere(Returned returned, PlanHistory history) {
    boolean same = returned.revision() >= 0 && returned.revision() < history.size();
    if (same) {
      Draft draft = history.at(returned.revision());
      for (Asked asked : returned.asked()) {
        same &= asked instanceof Returned.Insertion || isFrom(draft, asked);
      }
    }
    if (!same) {
      throw Refused.rule(
          ("The document was made from another record: revision %d of %s is not what it says."
                  + " Download it from here, and make the changes in that.")
              .formatted(returned.revision(), returned.plan()));
    }
  }

  private static boolean isFrom(Draft draft, Asked asked) {
    Provision provision = draft.find(asked.provisionId()).orElse(null);
    if (provision == null) {
      return false;
    }
    return !(asked instanceof Returned.Rewording rewording)
        || rewording.wordings().stream()
            .allMatch(wording -> wording.isOf(said(provision, wording.lang(), wording.heading())));
  }

  private static @Nullable String said(Provision provision, String lang, boolean heading) {
    if (heading) {
      return provision.heading().get(lang);
    }
    return Optional.ofNullable(provision.texts().get(lang))
        .map(version -> version.passage().text())
        .orElse(null);
  }

  private Report tried(Read read, Wanted wanted) throws IOException {
    Returned returned = read.returned();
    List<Commands.Carried> made;
    try {
      made = importer.tryProposing(lines(returned, wanted, people.onTrial()));
    } catch (Refused refused) {
      throw toldOf(refused, returned);
    }
    long repeated = Importer.repeated(made);
    List<Proposed> proposed = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      proposed.add(
          proposed(
              returned.asked().get(i), (AmendmentProposed) made.get(i).event(), read.history()));
    }
    return new Report(
        returned.plan(),
        returned.revision(),
        returned.sha256(),
        proposed,
        returned.notes(),
        made.size() - repeated,
        repeated,
        null);
  }

  /** A line of ours means nothing to who sent a document; a refusal of no line is of all of it. */
  private static Refused toldOf(Refused refused, Returned returned) {
    Problem problem = refused.problem();
    if (!(problem.members().get("line") instanceof Long line)) {
      return refused;
    }
    Map<String, Object> members = new HashMap<>(problem.members());
    members.remove("line");
    return new Refused(
        problem.type(),
        "Nothing was proposed, as what is asked for %s is refused. %s"
            .formatted(returned.asked().get((int) (line - 1)).provisionId(), problem.detail()),
        members);
  }

  private Proposed proposed(Asked asked, AmendmentProposed event, PlanHistory history) {
    Amendments amendments = history.amendments();
    if (amendments.find(event.amendmentId()).isEmpty()) {
      amendments = amendments.after(history.size(), event);
    }
    Amendment amendment = amendments.find(event.amendmentId()).orElseThrow();
    Rebase rebase =
        amendment.pending()
            ? Rebase.of(history, amendments, amendment, LocalDate.now(clock))
            : null;
    return new Proposed(
        event.amendmentId(),
        asked.provisionId(),
        changeOf(asked),
        asked.by().stream().map(hand -> new By(hand.author(), hand.at())).toList(),
        event.on(),
        wordings(event.proposal(), history),
        place(event.proposal()),
        rebase == null ? null : rebase.state(),
        rebase == null ? List.of() : rebase.conflicts(),
        asked.notes());
  }

  private static String changeOf(Asked asked) {
    return switch (asked) {
      case Returned.Rewording ignored -> "text";
      case Returned.Insertion ignored -> "insert";
      case Returned.Removal ignored -> "remove";
      case Returned.Move ignored -> "move";
    };
  }

  private static List<Wording> wordings(Proposal proposal, PlanHistory history) {
    List<Wording> wordings = new ArrayList<>();
    switch (proposal) {
      case Proposal.Rewording rewording -> {
        new TreeMap<>(rewording.heading())
            .forEach(
                (lang, change) ->
                    wordings.add(new Wording(lang, "heading", runs(change.from(), change.to()))));
        new TreeMap<>(rewording.text())
            .forEach(
                (lang, change) -> {
                  Passage base =
                      change.base() == null
                          ? Passage.EMPTY
                          : history.version(rewording.provisionId(), lang, change.base());
                  wordings.add(
                      new Wording(
                          lang,
                          "text",
                          Redline.between(base, base.apply(change.edits(), history.size(), 0))));
                });
      }
      case Proposal.Insertion insertion -> {
        new TreeMap<>(insertion.provision().heading())
            .forEach(
                (lang, heading) -> wordings.add(new Wording(lang, "heading", runs(null, heading))));
        new TreeMap<>(insertion.provision().text())
            .forEach(
                (lang, change) ->
                    wordings.add(new Wording(lang, "text", runs(null, change.text()))));
      }
      case Proposal.Removal ignored -> {
        // Its words are those in force.
      }
      case Proposal.Move ignored -> {
        // Its words stay.
      }
    }
    return wordings;
  }

  private static List<Redline.Run> runs(@Nullable String before, String now) {
    List<Redline.Run> runs = new ArrayList<>();
    if (before != null && !before.isEmpty()) {
      runs.add(new Redline.Run(Redline.Op.DELETE, before));
    }
    if (!now.isEmpty()) {
      runs.add(new Redline.Run(Redline.Op.INSERT, now));
    }
    return runs;
  }

  private static @Nullable Place place(Proposal proposal) {
    org.planledger.plan.event.Place place =
        switch (proposal) {
          case Proposal.Insertion insertion -> insertion.provision().place();
          case Proposal.Move move -> move.place();
          case Proposal.Rewording ignored -> null;
          case Proposal.Removal ignored -> null;
        };
    return place == null ? null : new Place(place.parentId(), place.after());
  }

  /** The document as lines of an import. */
  private static InputStream lines(Returned returned, Wanted wanted, UnaryOperator<String> people) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < returned.asked().size(); i++) {
      lines.append(line(returned, i, wanted, people)).append('\n');
    }
    return new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode line(
      Returned returned, int index, Wanted wanted, UnaryOperator<String> people) {
    Asked asked = returned.asked().get(index);
    String id = "word-%s-%d".formatted(returned.sha256().substring(0, ID_CHARACTERS), index + 1);
    ObjectNode line = JSON.createObjectNode();
    line.put("command", "ProposeAmendment").put("id", id);
    last(asked).flatMap(WordImports::name).ifPresent(name -> line.put("actor", name));
    ObjectNode body = line.putObject("body");
    body.put("planId", returned.plan())
        .put("amendmentId", id)
        .put("baseRevision", returned.revision())
        .put("proposer", wanted.proposer())
        .put("contributionId", wanted.contributionId())
        .put("rationale", rationale(returned, asked, people))
        .put("on", on(asked, wanted));
    body.set("change", change(asked));
    return line;
  }

  private static @Nullable String on(Asked asked, Wanted wanted) {
    return wanted.on() != null
        ? wanted.on()
        : last(asked).map(Hand::at).map(at -> at.toLocalDate().toString()).orElse(null);
  }

  /** The last change, as far as days are known. */
  private static Optional<Hand> last(Asked asked) {
    return asked.by().stream()
        .max(Comparator.comparing(Hand::at, Comparator.nullsFirst(Comparator.naturalOrder())));
  }

  /** Authors by their ids: a name would stay in the record for ever. */
  private static String rationale(Returned returned, Asked asked, UnaryOperator<String> people) {
    String by =
        asked.by().stream()
            .map(
                hand ->
                    name(hand).map(people).orElse("an unnamed author")
                        + (hand.at() == null ? "" : " at " + hand.at()))
            .distinct()
            .collect(Collectors.joining(", "));
    return "Changed in a Word document made from revision %d (SHA-256 %s)%s."
        .formatted(returned.revision(), returned.sha256(), by.isEmpty() ? "" : " by " + by);
  }

  /** An author as a name that can be registered. */
  private static Optional<String> name(Hand hand) {
    String line = hand.author().replaceAll("[\\p{Cc}\\p{Cs}\\s]+", " ").strip();
    String name =
        line.codePointCount(0, line.length()) <= LONGEST_NAME
            ? line
            : line.substring(0, line.offsetByCodePoints(0, LONGEST_NAME)).strip();
    return name.isEmpty() || People.isId(name) ? Optional.empty() : Optional.of(name);
  }

  private static ObjectNode change(Asked asked) {
    ObjectNode change = JSON.createObjectNode();
    change.put("type", changeOf(asked));
    switch (asked) {
      case Returned.Rewording rewording -> {
        change.put("provisionId", rewording.provisionId());
        ObjectNode text = change.putObject("text");
        ObjectNode heading = change.putObject("heading");
        rewording
            .wordings()
            .forEach(
                wording -> (wording.heading() ? heading : text).put(wording.lang(), wording.now()));
      }
      case Returned.Insertion insertion -> {
        ObjectNode provision = change.putObject("provision");
        provision
            .put("provisionId", insertion.provisionId())
            .put("kind", insertion.kind())
            .put("parentId", insertion.parentId())
            .put("after", insertion.after());
        ObjectNode heading = provision.putObject("heading");
        insertion.heading().forEach(heading::put);
        ObjectNode text = provision.putObject("text");
        insertion.text().forEach(text::put);
      }
      case Returned.Removal removal -> change.put("provisionId", removal.provisionId());
      case Returned.Move move ->
          change
              .put("provisionId", move.provisionId())
              .put("parentId", move.parentId())
              .put("after", move.after());
    }
    return change;
  }
}
