package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * A provision of a draft.
 *
 * @param parent null: top level
 * @param placed revision of the event that gave it its place
 * @param texts versions in force, by language
 * @param text status of the text
 * @param structure status of place and heading
 * @param remark what a meeting last did with it short of agreeing, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provision(
    String id,
    String kind,
    @Nullable String parent,
    long placed,
    PMap<String, String> heading,
    PMap<String, TextVersion> texts,
    List<Citation> references,
    Standing text,
    Standing structure,
    @Nullable Remark remark) {

  @JsonCreator
  static Provision stored(
      @JsonProperty("id") String id,
      @JsonProperty("kind") String kind,
      @JsonProperty("parent") @Nullable String parent,
      @JsonProperty("placed") long placed,
      @JsonProperty("heading") Map<String, String> heading,
      @JsonProperty("texts") Map<String, TextVersion> texts,
      @JsonProperty("references") List<Citation> references,
      @JsonProperty("text") Standing text,
      @JsonProperty("structure") Standing structure,
      @JsonProperty("remark") @Nullable Remark remark) {
    return new Provision(
        id,
        kind,
        parent,
        placed,
        TreePMap.from(heading),
        TreePMap.from(texts),
        List.copyOf(references),
        text,
        structure,
        remark);
  }

  /** Revision of its latest text in any language; of its entry when it has no text. */
  public long textRevision() {
    return texts.values().stream().mapToLong(TextVersion::revision).max().orElse(-1);
  }

  Provision withText(Standing standing) {
    return new Provision(
        id, kind, parent, placed, heading, texts, references, standing, structure, remark);
  }

  Provision withStructure(Standing standing) {
    return new Provision(
        id, kind, parent, placed, heading, texts, references, text, standing, remark);
  }

  Provision placedAt(@Nullable String newParent, long revision) {
    return new Provision(
        id, kind, newParent, revision, heading, texts, references, text, structure, remark);
  }

  Provision withWords(Map<String, TextVersion> changed, Map<String, String> headings) {
    return new Provision(
        id,
        kind,
        parent,
        placed,
        heading.plusAll(headings),
        texts.plusAll(changed),
        references,
        text,
        structure,
        remark);
  }

  Provision withReferences(List<Citation> all) {
    return new Provision(id, kind, parent, placed, heading, texts, all, text, structure, remark);
  }

  Provision withRemark(Remark newRemark) {
    return new Provision(
        id, kind, parent, placed, heading, texts, references, text, structure, newRemark);
  }
}
