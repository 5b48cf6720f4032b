package org.planledger.plan;

import java.util.List;
import java.util.Map;
import org.planledger.plan.event.FrameworkMember;

/** A named set of provisions that a meeting approved together. */
public record Framework(
    String id,
    Map<String, String> title,
    Standing standing,
    List<FrameworkMember> members,
    List<Condition> conditions) {

  /** A condition of the approval. */
  public record Condition(String text, boolean fulfilled) {}

  /** The members whose text has changed, or that have left the draft, since the approval. */
  public List<String> amendedSince(Draft draft) {
    return members.stream()
        .filter(
            member ->
                draft
                    .find(member.provisionId())
                    .map(now -> now.textRevision() != member.revision())
                    .orElse(true))
        .map(FrameworkMember::provisionId)
        .toList();
  }
}
