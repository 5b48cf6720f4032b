package org.planledger.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.test.aggregate.ResultValidator;
import org.hamcrest.CustomMatcher;
import org.planledger.command.decision.Decided;
import org.planledger.log.Event;
import org.planledger.problem.FieldError;
import org.planledger.problem.Problem;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/** What came of a command: one event of its aggregate, the same answer again, or a refusal. */
public final class Outcome {
  private final ResultValidator<?> result;

  Outcome(ResultValidator<?> result) {
    this.result = result;
  }

  /** It made this one event. */
  public void makes(Event event) {
    result.expectSuccessfulHandlerExecution().expectEvents(event);
  }

  /** It made one event of this type, which is returned. */
  public <E extends Event> E makes(Class<E> type) {
    List<Object> made = made();
    assertThat(made).hasSize(1);
    return type.cast(made.getFirst());
  }

  /** The events that it made; no refusal. */
  public List<Object> made() {
    List<Object> made = new ArrayList<>();
    result
        .expectSuccessfulHandlerExecution()
        .expectEventsMatching(
            new CustomMatcher<List<? super EventMessage<?>>>("any events") {
              @Override
              public boolean matches(Object actual) {
                ((List<?>) actual).forEach(each -> made.add(((EventMessage<?>) each).getPayload()));
                return true;
              }
            });
    return made;
  }

  /** It is answered with these revisions; one with a minus had been made before. */
  public void answers(Long... revisions) {
    result.expectResultMessagePayloadMatching(
        new CustomMatcher<List<Decided>>("these revisions") {
          @Override
          public boolean matches(Object actual) {
            return ((List<?>) actual)
                .stream()
                    .map(each -> ((Decided) each).committed())
                    .map(each -> each.repeated() ? -each.revision() : each.revision())
                    .toList()
                    .equals(List.of(revisions));
          }
        });
  }

  /** It was carried out before, and made this revision. */
  public void repeats(long revision) {
    result
        .expectNoEvents()
        .expectResultMessagePayloadMatching(
            new CustomMatcher<Decided>("revision " + revision + " again") {
              @Override
              public boolean matches(Object actual) {
                return actual instanceof Decided decided
                    && decided.committed().repeated()
                    && decided.committed().revision() == revision;
              }
            });
  }

  /** A rule does not allow it, for a reason in which these words occur. */
  public Map<String, Object> breaksRule(String... words) {
    return refused(ProblemType.RULE_BROKEN, words).members();
  }

  /** Something it names does not exist. */
  public void findsNo(String... words) {
    refused(ProblemType.NOT_FOUND, words);
  }

  /** A field of it is wrong. */
  public void isWrongAt(String pointer, String... words) {
    Problem problem = refused(ProblemType.INVALID_FIELDS, words);
    assertThat((List<?>) problem.members().get("errors"))
        .anySatisfy(error -> assertThat(((FieldError) error).pointer()).isEqualTo(pointer));
  }

  /** It was refused with a problem of this kind, for a reason in which these words occur. */
  public Problem refused(ProblemType type, String... words) {
    List<Problem> problems = new ArrayList<>();
    result
        .expectNoEvents()
        .expectException(
            new CustomMatcher<Refused>("refused as " + type) {
              @Override
              public boolean matches(Object actual) {
                if (actual instanceof Refused refused) {
                  problems.add(refused.problem());
                }
                return actual instanceof Refused;
              }
            });
    Problem problem = problems.getFirst();
    assertThat(problem.type()).as(problem.detail()).isEqualTo(type);
    assertThat(problem.detail()).isNotBlank();
    assertThat(List.of(words)).allSatisfy(word -> assertThat(problem.detail()).contains(word));
    return problem;
  }
}
