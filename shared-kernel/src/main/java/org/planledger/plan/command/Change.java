package org.planledger.plan.command;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.form.First;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** What an amendment asks for. The member {@code type} tells which. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(Change.Text.class),
  @JsonSubTypes.Type(Change.Insert.class),
  @JsonSubTypes.Type(Change.Remove.class),
  @JsonSubTypes.Type(Change.Move.class)
})
public sealed interface Change {

  /** Other words in the languages named, other headings, or both. */
  @JsonTypeName("text")
  record Text(@Id String provisionId, @Prose Map<String, String> text, Map<String, String> heading)
      implements Change {}

  /** A new provision. */
  @JsonTypeName("insert")
  record Insert(ProvisionFields provision) implements Change {}

  /** Taking a provision out. */
  @JsonTypeName("remove")
  record Remove(@Id String provisionId) implements Change {}

  /** Another place. */
  @JsonTypeName("move")
  record Move(
      @Id String provisionId, @Nullable @Id String parentId, @Nullable @Id @First String after)
      implements Change {}
}
