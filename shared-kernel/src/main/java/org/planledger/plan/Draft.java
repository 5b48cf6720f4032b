package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.planledger.plan.event.PlanOpened;

/**
 * The whole plan at a point: structure, texts, and the decided status of every provision. It is
 * immutable; drafts of one history share what they have in common.
 *
 * @param opened null before the plan is opened
 * @param children ids of the provisions below each one, in order; the top level under the empty id
 * @param stage how far the plan as a whole has come
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Draft(
    @Nullable PlanOpened opened,
    Status stage,
    List<Citation> references,
    PMap<String, Provision> provisions,
    PMap<String, List<String>> children,
    PMap<String, Framework> frameworks,
    PMap<String, Alignment> alignments,
    PMap<String, RiskAssessment> risks) {

  /** The id under which {@link #children} lists the top level. */
  public static final String TOP = "";

  /** Before anything happened. */
  public static final Draft NONE =
      new Draft(
          null,
          Status.DRAFTED,
          List.of(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty());

  @JsonCreator
  static Draft stored(
      @JsonProperty("opened") @Nullable PlanOpened opened,
      @JsonProperty("stage") Status stage,
      @JsonProperty("references") List<Citation> references,
      @JsonProperty("provisions") Map<String, Provision> provisions,
      @JsonProperty("children") Map<String, List<String>> children,
      @JsonProperty("frameworks") Map<String, Framework> frameworks,
      @JsonProperty("alignments") Map<String, Alignment> alignments,
      @JsonProperty("risks") Map<String, RiskAssessment> risks) {
    return new Draft(
        opened,
        stage,
        List.copyOf(references),
        TreePMap.from(provisions),
        TreePMap.from(children),
        TreePMap.from(frameworks),
        TreePMap.from(alignments),
        TreePMap.from(risks));
  }

  /** The plan's opening: its title, languages, zone and route. */
  public PlanOpened plan() {
    if (opened == null) {
      throw new IllegalStateException("The plan has not been opened");
    }
    return opened;
  }

  /** The provision, if it is in this draft. */
  public Optional<Provision> find(String provisionId) {
    return Optional.ofNullable(provisions.get(provisionId));
  }

  /** The provision; throws {@link RuleBroken.Missing} when it is not in this draft. */
  public Provision provision(String provisionId) {
    return find(provisionId)
        .orElseThrow(
            () ->
                new RuleBroken.Missing(
                    "There is no provision %s in the draft at this place.".formatted(provisionId)));
  }

  /** Ids below a provision in order; null or {@link #TOP}: the top level. */
  public List<String> childrenOf(@Nullable String provisionId) {
    return children.getOrDefault(provisionId == null ? TOP : provisionId, List.of());
  }

  /** All provisions depth first, in document order. */
  public List<Provision> inDocumentOrder() {
    List<Provision> all = new ArrayList<>(provisions.size());
    collect(TOP, all);
    return all;
  }

  private void collect(String parent, List<Provision> all) {
    for (String id : childrenOf(parent)) {
      all.add(provisions.get(id));
      collect(id, all);
    }
  }

  Draft with(Provision provision) {
    return new Draft(
        opened,
        stage,
        references,
        provisions.plus(provision.id(), provision),
        children,
        frameworks,
        alignments,
        risks);
  }

  Draft withTree(PMap<String, Provision> newProvisions, PMap<String, List<String>> newChildren) {
    return new Draft(
        opened, stage, references, newProvisions, newChildren, frameworks, alignments, risks);
  }

  Draft withStage(Status newStage, PMap<String, Provision> newProvisions) {
    return new Draft(
        opened, newStage, references, newProvisions, children, frameworks, alignments, risks);
  }

  Draft with(Framework framework) {
    return new Draft(
        opened,
        stage,
        references,
        provisions,
        children,
        frameworks.plus(framework.id(), framework),
        alignments,
        risks);
  }

  Draft with(Alignment alignment) {
    return new Draft(
        opened,
        stage,
        references,
        provisions,
        children,
        frameworks,
        alignments.plus(alignment.id(), alignment),
        risks);
  }

  Draft withRisk(String provisionId, RiskAssessment assessment) {
    return new Draft(
        opened,
        stage,
        references,
        provisions,
        children,
        frameworks,
        alignments,
        risks.plus(provisionId, assessment));
  }

  Draft withReferences(List<Citation> all) {
    return new Draft(opened, stage, all, provisions, children, frameworks, alignments, risks);
  }
}
