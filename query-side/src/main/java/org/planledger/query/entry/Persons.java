package org.planledger.query.entry;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.planledger.contribution.event.ContributionRevised;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.log.Event;
import org.planledger.meeting.event.ActionRequested;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.people.People;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.StatementRecorded;
import org.planledger.plan.event.TranslationProvided;

/** The persons of some entries with the names they have now. No list stores a name. */
public final class Persons {
  private final Map<String, String> names;

  private Persons(Map<String, String> names) {
    this.names = names;
  }

  /** Everybody that these entries speak of. */
  public static Persons of(People people, Collection<LogEntry> entries) {
    Set<String> ids = new HashSet<>();
    for (LogEntry entry : entries) {
      ids.add(entry.actor());
      ids.add(entry.onBehalfOf());
      ids.addAll(named(entry.event()));
    }
    return new Persons(people.names(ids.stream().filter(Objects::nonNull).toList()));
  }

  private static List<String> named(Event event) {
    return switch (event) {
      case AmendmentProposed e -> List.of(e.proposer());
      case StatementRecorded e -> e.delegations();
      case TranslationProvided e -> e.translator() == null ? List.of() : List.of(e.translator());
      case MeetingScheduled e -> e.officers();
      case ActionRequested e -> e.assignees();
      case ContributionSubmitted e -> List.of(e.submitter());
      case ContributionRevised e -> List.of(e.submitter());
      default -> List.of();
    };
  }

  /** A person by id. */
  public Person person(String id) {
    return new Person(id, names.get(id));
  }

  /** A person by id, if there is one. */
  public @Nullable Person optional(@Nullable String id) {
    return id == null ? null : person(id);
  }

  /** Persons by id, in the same order. */
  public List<Person> persons(List<String> ids) {
    return ids.stream().map(this::person).toList();
  }

  /** What to call a person in a sentence. */
  String called(String id) {
    return names.getOrDefault(id, id);
  }
}
