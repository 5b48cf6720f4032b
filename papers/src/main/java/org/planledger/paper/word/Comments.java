package org.planledger.paper.word;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.RedlinePaper.Reason;

/** The comments of a document, which say of decisions where they are found in the record. */
final class Comments {
  private final List<Comment> all = new ArrayList<>();

  private record Comment(Hand by, String text) {}

  /** Adds one, and gives its id. */
  String add(Hand by, String text) {
    all.add(new Comment(by, text));
    return String.valueOf(all.size() - 1);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** What is told of a decision. */
  static String sentence(Reason reason) {
    StringBuilder told = new StringBuilder(reason.event());
    part(told, "amendment ", reason.amendment());
    part(told, "of ", reason.proposer());
    part(told, "document ", reason.document());
    part(told, "meeting ", reason.meeting());
    part(told, "agenda item ", reason.agendaItem());
    part(told, "paragraph ", reason.paragraph());
    return told.append(", decided on ")
        .append(reason.on())
        .append(", revision ")
        .append(reason.revision())
        .append(", recorded at ")
        .append(reason.recordedAt())
        .append('.')
        .toString();
  }

  private static void part(StringBuilder told, String what, @Nullable String value) {
    if (value != null) {
      told.append(", ").append(what).append(value);
    }
  }

  void write(Markup out) {
    out.start("w:comments", "xmlns:w", Body.NAMESPACE);
    for (int id = 0; id < all.size(); id++) {
      Comment comment = all.get(id);
      out.start(
              "w:comment",
              "w:id",
              String.valueOf(id),
              "w:author",
              comment.by().author(),
              "w:date",
              comment.by().written())
          .start("w:p")
          .start("w:pPr")
          .empty("w:pStyle", "w:val", "CommentText")
          .end()
          .start("w:r")
          .start("w:t", "xml:space", "preserve")
          .text(comment.text())
          .end()
          .end()
          .end()
          .end();
    }
    out.end();
  }
}
