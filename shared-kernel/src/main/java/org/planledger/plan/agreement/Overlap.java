package org.planledger.plan.agreement;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.text.Merge;

/**
 * Two changes to a provision that cannot both be made.
 *
 * @param language null: it is about the provision as a whole
 * @param amendment the amendment that could not be merged
 * @param other the amendment it collides with; null: what was decided since its base
 * @param mine what the amendment wants
 * @param theirs what the other side wants
 * @param words the words both are about
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Overlap(
    String provisionId,
    @Nullable String language,
    Merge.Kind kind,
    String amendment,
    @Nullable String other,
    String mine,
    String theirs,
    List<String> words) {

  static Overlap of(String provisionId, String language, Merge.Conflict conflict) {
    return new Overlap(
        provisionId,
        language,
        conflict.kind(),
        conflict.amendment(),
        conflict.other(),
        conflict.mine(),
        conflict.theirs(),
        conflict.words());
  }

  /** Refuses an agreement because of overlaps. */
  static Refused refusal(List<Overlap> overlaps) {
    Overlap first = overlaps.getFirst();
    return new Refused(
        ProblemType.AMENDMENTS_OVERLAP,
        ("Amendment %s to %s collides with %s. Nothing was changed: agree to one of them, to a"
                + " compromise text, or have the amendment revised.")
            .formatted(
                first.amendment(),
                first.provisionId(),
                first.other() == null
                    ? "what was decided since its base"
                    : "amendment " + first.other()),
        Map.of("conflicts", overlaps));
  }
}
