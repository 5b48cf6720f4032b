package org.planledger.paper.word;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.Extract;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.RedlinePaper.Reason;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.plan.Status;
import org.planledger.text.Redline.Op;

/**
 * What stands in a document. Of each provision a line with its number, a line with its status, and
 * its text; of several languages headings and texts stand side by side in a table.
 *
 * <p>Numbers and statuses have styles of their own, by which they are known when the document comes
 * back: they are written here and not edited. A text is one paragraph whatever lines it has.
 */
final class Body {
  static final String NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

  static final String STATUS = "ProvisionStatus";
  static final String NUMBER = "ProvisionNumber";
  static final String HEADING = "ProvisionHeading";
  static final String TEXT = "ProvisionText";
  static final String NOTE = "PlanledgerNote";

  static final int DEEPEST_HEADING = 9;

  /** Whose changes those of the secretariat are, which no meeting decided. */
  static final String SECRETARIAT = "Secretariat (no meeting)";

  /** Whose changes those are that are not told apart by what brought them. */
  static final String UNKNOWN = "Planledger";

  private static final int PAGE_WIDTH = 14570;

  private final RedlinePaper paper;
  private final boolean redline;
  private final List<Language> languages;
  private final Markup out;
  private final Comments comments;
  private final Pen pen;
  private final List<Origin.Provision> provisions = new ArrayList<>();

  Body(RedlinePaper paper, boolean redline, Markup out, Comments comments) {
    this.paper = paper;
    this.redline = redline;
    this.languages = paper.to().languages().stream().map(Language::of).toList();
    this.out = out;
    this.pen = new Pen(out);
    this.comments = comments;
  }

  /** Writes the body; gives what the document was made from. */
  Origin write() {
    out.start("w:document", "xmlns:w", NAMESPACE).start("w:body");
    DraftPaper to = paper.to();
    pen.generated("Title", to.shownTitle());
    if (redline) {
      pen.generated("Subtitle", "Changes from " + described(paper.from()));
      pen.generated("Subtitle", "to " + described(to));
    } else {
      pen.generated("Subtitle", described(to));
    }
    if (to.extract() != null) {
      pen.generated(
          NOTE,
          to.extract().sentence()
              + " Changes made in it are not imported: make them in the whole.");
    }
    if (languages.size() > 1) {
      table(null, language -> pen.generated(STATUS, language.tag()));
    }
    Origin.Names free = new Origin.Names();
    Map<String, String> names = new HashMap<>();
    paper.items().forEach(item -> names.put(item.shown().id(), free.of(item.shown().id())));
    for (BothOrders.Part part : BothOrders.of(paper)) {
      String name = Objects.requireNonNull(names.get(part.item().shown().id()));
      provision(part.item(), part.earlier() ? Origin.earlier(name) : name);
    }
    if (!redline) {
      to.frameworks().forEach(this::framework);
    }
    // A document ends with a paragraph that stays, so that the one before it may be taken out.
    pen.generated(NOTE, "");
    boolean wide = languages.size() > 1;
    pen.section(wide, !wide && languages.getFirst().rightToLeft());
    out.end().end();
    return new Origin(
        to.plan(),
        redline ? Origin.Drawn.of(paper.from()) : null,
        Origin.Drawn.of(to),
        to.languages(),
        to.extract() != null,
        pen.changes(),
        provisions);
  }

  private static String described(DraftPaper paper) {
    return "%s: revision %d of %s, as of %s, known at %s"
        .formatted(paper.point(), paper.revision(), paper.plan(), paper.asOf(), paper.knownAt());
  }

  private void framework(DraftPaper.Framework framework) {
    String title =
        languages.stream()
            .map(Language::tag)
            .filter(framework.title()::containsKey)
            .findFirst()
            .map(framework.title()::get)
            .orElse(framework.id());
    pen.generated(NOTE, "Framework: " + title);
    pen.generated(
        STATUS,
        standing(framework.status(), framework.effectiveStatus())
            + ": "
            + String.join(", ", framework.members()));
  }

  /** What happens to a provision as a whole, and by whom. */
  private record Fate(Op op, Hand by) {}

  private void provision(RedlinePaper.Item item, String name) {
    DraftPaper.Item shown = item.shown();
    Fate fate = fate(item);
    List<Origin.Text> texts = new ArrayList<>();
    boolean alone = languages.size() == 1;
    boolean headed = item.headings().stream().anyMatch(heading -> !heading.runs().isEmpty());

    paragraph("Heading" + Math.min(shown.level(), DEEPEST_HEADING), languages.getFirst(), fate);
    labels(item, fate);
    String place = bookmark(Origin.placeBookmark(name));
    boolean kindShown = !alone || !headed;
    change(numbered(item.before(), kindShown), numbered(item.after(), kindShown), fate, NUMBER);
    out.empty("w:bookmarkEnd", "w:id", place);
    if (alone) {
      words(item, name, 0, true, fate, texts);
    }
    out.end();

    paragraph(STATUS, Language.of("en"), fate);
    if (paper.to().isContext(shown.id())) {
      generatedRun(Extract.CONTEXT, fate.op(), fate.by(), null);
    } else {
      change(status(item.before()), status(item.after()), fate, null);
    }
    out.end();

    if (alone) {
      paragraph(TEXT, languages.getFirst(), fate);
      words(item, name, 0, false, fate, texts);
      out.end();
    } else {
      table(
          fate,
          language -> {
            int index = languages.indexOf(language);
            if (headed) {
              paragraph(HEADING, language, fate);
              words(item, name, index, true, fate, texts);
              out.end();
            }
            paragraph(TEXT, language, fate);
            words(item, name, index, false, fate, texts);
            out.end();
          });
    }
    provisions.add(
        new Origin.Provision(
            shown.id(), name, shown.kind(), shown.level(), item.after() == null, texts));
  }

  private Fate fate(RedlinePaper.Item item) {
    DraftPaper.Item before = item.before();
    DraftPaper.Item after = item.after();
    if (before == null && after != null) {
      return new Fate(Op.INSERT, by(after.since()));
    }
    if (after == null) {
      return new Fate(
          Op.DELETE,
          Stream.concat(item.texts().stream(), item.headings().stream())
              .flatMap(words -> words.runs().stream())
              .map(Run::reason)
              .filter(Objects::nonNull)
              .findFirst()
              .map(Body::by)
              .orElseGet(this::unknown));
    }
    return new Fate(Op.EQUAL, by(after.since()));
  }

  private static Hand by(DraftPaper.Since since) {
    return by(since.meeting(), since.on());
  }

  private static Hand by(Reason reason) {
    return by(reason.meeting(), reason.on());
  }

  private static Hand by(@Nullable String meeting, LocalDate on) {
    return Hand.on(meeting == null ? SECRETARIAT : meeting, on);
  }

  private Hand unknown() {
    return Hand.on(UNKNOWN, LocalDate.ofInstant(paper.to().knownAt(), ZoneOffset.UTC));
  }

  private static String numbered(DraftPaper.@Nullable Item item, boolean kindShown) {
    if (item == null) {
      return "";
    }
    return item.number() + "\t" + (kindShown ? item.kind() : "");
  }

  private static String status(DraftPaper.@Nullable Item item) {
    if (item == null) {
      return "";
    }
    DraftPaper.Since since = item.since();
    return "%s: %s since %s%s%s"
        .formatted(
            item.kind(),
            standing(item.status(), item.effectiveStatus()),
            since.on(),
            since.meeting() == null ? "" : ", " + since.meeting(),
            since.document() == null ? "" : ", from " + since.document());
  }

  private static String standing(Status decided, Status effective) {
    return decided == effective
        ? words(decided)
        : "%s, which counts as %s".formatted(words(decided), words(effective));
  }

  private static String words(Status status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void labels(RedlinePaper.Item item, Fate fate) {
    if (item.labels().isEmpty()) {
      return;
    }
    StringBuilder said = new StringBuilder();
    Hand by = null;
    for (RedlinePaper.Label label : item.labels()) {
      said.append(said.isEmpty() ? "" : " ").append(label.said()).append('.');
      Reason reason = label.reason();
      if (reason != null) {
        said.append(' ').append(Comments.sentence(reason));
        by = by == null ? by(reason) : by;
      }
    }
    String id = comments.add(by == null ? fate.by() : by, said.toString());
    out.empty("w:commentRangeStart", "w:id", id).empty("w:commentRangeEnd", "w:id", id);
    reference(id, fate.op(), fate.by());
  }

  /** A line of ours that says something else than before. */
  private void change(String before, String after, Fate fate, @Nullable String style) {
    if (before.equals(after)) {
      generatedRun(after, Op.EQUAL, fate.by(), style);
      return;
    }
    generatedRun(before, Op.DELETE, fate.by(), style);
    generatedRun(after, Op.INSERT, fate.by(), style);
  }

  private void generatedRun(String text, Op op, Hand by, @Nullable String style) {
    if (!text.isEmpty()) {
      pen.tracked(op, by, () -> pen.run(text, Language.of("en"), style, op == Op.DELETE));
    }
  }

  private void words(
      RedlinePaper.Item item,
      String name,
      int index,
      boolean heading,
      Fate fate,
      List<Origin.Text> texts) {
    Language language = languages.get(index);
    List<Run> runs = new ArrayList<>();
    for (RedlinePaper.Words words : heading ? item.headings() : item.texts()) {
      if (words.lang().equals(language.tag())) {
        runs.addAll(words.runs());
      }
    }
    String id = bookmark(Origin.textBookmark(name, index, heading));
    Set<Reason> told = new HashSet<>();
    for (Run run : runs) {
      run(run, language, fate, told);
    }
    out.empty("w:bookmarkEnd", "w:id", id);
    DraftPaper.Item after = item.after();
    Map<String, String> now = after == null ? Map.of() : heading ? after.heading() : after.text();
    String text = now.get(language.tag());
    if (text != null) {
      texts.add(new Origin.Text(language.tag(), heading, Origin.sha256(text)));
    }
  }

  private void run(Run run, Language language, Fate fate, Set<Reason> told) {
    // What comes or goes with its provision comes or goes by it.
    Op op = fate.op() == Op.EQUAL ? run.op() : fate.op();
    Reason reason = run.reason();
    Hand by = reason != null ? by(reason) : fate.op() == Op.EQUAL ? unknown() : fate.by();
    String comment =
        op != Op.EQUAL && reason != null && told.add(reason)
            ? comments.add(by, Comments.sentence(reason))
            : null;
    if (comment != null) {
      out.empty("w:commentRangeStart", "w:id", comment);
    }
    pen.tracked(op, by, () -> pen.run(run.text(), language, null, op == Op.DELETE));
    if (comment != null) {
      out.empty("w:commentRangeEnd", "w:id", comment);
      reference(comment, op, by);
    }
  }

  /** Goes with the change that it is about, so that no paragraph is left for its sake. */
  private void reference(String comment, Op op, Hand by) {
    pen.tracked(
        op,
        by,
        () ->
            out.start("w:r")
                .start("w:rPr")
                .empty("w:rStyle", "w:val", "CommentReference")
                .end()
                .empty("w:commentReference", "w:id", comment)
                .end());
  }

  private String bookmark(String name) {
    String id = pen.nextId();
    out.empty("w:bookmarkStart", "w:id", id, "w:name", name);
    return id;
  }

  /** Opens a paragraph; its mark comes or goes with the provision. */
  private void paragraph(String style, Language language, Fate fate) {
    out.start("w:p").start("w:pPr").empty("w:pStyle", "w:val", style);
    if (language.rightToLeft()) {
      out.empty("w:bidi");
    }
    if (fate.op() != Op.EQUAL) {
      out.start("w:rPr")
          .empty(fate.op() == Op.INSERT ? "w:ins" : "w:del", pen.mark(fate.by()))
          .end();
    }
    out.end();
  }

  /** One row with a cell for each language. */
  private void table(@Nullable Fate fate, Consumer<Language> cell) {
    List<Integer> widths = Collections.nCopies(languages.size(), PAGE_WIDTH / languages.size());
    pen.table(widths);
    out.start("w:tr");
    if (fate != null && fate.op() != Op.EQUAL) {
      out.start("w:trPr")
          .empty(fate.op() == Op.INSERT ? "w:ins" : "w:del", pen.mark(fate.by()))
          .end();
    }
    pen.cells(widths, i -> cell.accept(languages.get(i)));
    out.end().end();
  }
}
