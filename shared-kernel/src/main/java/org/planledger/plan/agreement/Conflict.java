package org.planledger.plan.agreement;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.text.Merge;

/**
 * Why a pending amendment cannot be agreed as things are, told to people.
 *
 * @param kind one of {@link Merge.Kind}, as it is written in answers, or {@code rule}: a rule of
 *     the plan is in the way
 * @param amendment the amendment that cannot be agreed
 * @param other the amendment it collides with; null: what is in force
 * @param lang null: it is not about the words of one language
 * @param mine what the amendment wants
 * @param theirs what the other side wants
 * @param words the words both are about
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Conflict(
    String kind,
    String sentence,
    String amendment,
    @Nullable String other,
    String provision,
    @Nullable String lang,
    @Nullable String mine,
    @Nullable String theirs,
    List<String> words) {

  static Conflict of(Overlap overlap) {
    return new Conflict(
        written(overlap.kind()),
        sentence(overlap),
        overlap.amendment(),
        overlap.other(),
        overlap.provisionId(),
        overlap.language(),
        overlap.mine(),
        overlap.theirs(),
        overlap.words());
  }

  static Conflict rule(
      String amendment, @Nullable String other, String provision, String sentence) {
    return new Conflict("rule", sentence, amendment, other, provision, null, null, null, List.of());
  }

  boolean isRule() {
    return kind.equals("rule");
  }

  private static String written(Merge.Kind kind) {
    return switch (kind) {
      case OVERLAPPING -> "overlapping";
      case CONTAINED -> "contained";
      case SAME_PLACE_INSERTIONS -> "same-place-insertions";
      case EDITED_AND_REMOVED -> "edited-and-removed";
      case MOVED_TO_TWO_PLACES -> "moved-to-two-places";
    };
  }

  private static String sentence(Overlap overlap) {
    String other =
        overlap.other() == null
            ? "What was decided since it was written"
            : "Amendment " + overlap.other();
    String target =
        overlap.provisionId()
            + (overlap.language() == null ? "" : " (%s)".formatted(overlap.language()));
    String words = String.join("", overlap.words()).strip();
    String quoted = words.isEmpty() ? "" : ": “%s”".formatted(words);
    return switch (overlap.kind()) {
      case OVERLAPPING ->
          "%s changes words of %s that amendment %s changes too%s."
              .formatted(other, target, overlap.amendment(), quoted);
      case CONTAINED ->
          "Of %s, one of amendment %s and %s changes a part of what the other changes whole%s."
              .formatted(target, overlap.amendment(), lower(other), quoted);
      case SAME_PLACE_INSERTIONS ->
          "%s brings other words to the very place of %s to which amendment %s brings some%s."
              .formatted(other, target, overlap.amendment(), quoted);
      case EDITED_AND_REMOVED ->
          "Of %s, one of amendment %s and %s changes what the other takes out%s."
              .formatted(target, overlap.amendment(), lower(other), quoted);
      case MOVED_TO_TWO_PLACES ->
          "%s puts %s elsewhere (%s) than amendment %s does (%s)."
              .formatted(other, target, overlap.theirs(), overlap.amendment(), overlap.mine());
    };
  }

  private static String lower(String sentenceStart) {
    return Character.toLowerCase(sentenceStart.charAt(0)) + sentenceStart.substring(1);
  }
}
