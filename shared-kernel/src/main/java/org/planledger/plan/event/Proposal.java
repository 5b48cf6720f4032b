package org.planledger.plan.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an amendment proposes, as the log holds it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Proposal.Rewording.class, name = "text"),
  @JsonSubTypes.Type(value = Proposal.Insertion.class, name = "insert"),
  @JsonSubTypes.Type(value = Proposal.Removal.class, name = "remove"),
  @JsonSubTypes.Type(value = Proposal.Move.class, name = "move")
})
public sealed interface Proposal {

  /** The provision it is about; of an insertion the new one. */
  String provisionId();

  /** Another heading, and the one it was written against. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record HeadingChange(@Nullable String from, String to) {}

  /** Other words, other headings, or both, in the languages named. */
  record Rewording(
      String provisionId, Map<String, TextChange> text, Map<String, HeadingChange> heading)
      implements Proposal {
    public Rewording {
      text = Map.copyOf(text);
      heading = Map.copyOf(heading);
    }
  }

  /** A new provision. */
  record Insertion(NewProvision provision) implements Proposal {
    @Override
    public String provisionId() {
      return provision.provisionId();
    }
  }

  /**
   * Taking a provision out.
   *
   * @param base revision of the text it takes out; -1: it had none
   */
  record Removal(String provisionId, long base) implements Proposal {}

  /**
   * Another place.
   *
   * @param base revision that gave the provision the place it is to leave
   */
  record Move(String provisionId, Place place, long base) implements Proposal {}
}
