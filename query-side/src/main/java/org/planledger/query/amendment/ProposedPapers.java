package org.planledger.query.amendment;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.planledger.contribution.event.ContributionAllocated;
import org.planledger.contribution.event.ContributionEvent;
import org.planledger.contribution.event.ContributionIntroduced;
import org.planledger.meeting.Meeting;
import org.planledger.paper.AmendmentPaper;
import org.planledger.paper.MeetingAmendmentsPaper;
import org.planledger.people.People;
import org.planledger.plan.Amendment;
import org.planledger.plan.Amendments;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.PlanEvent;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntry;
import org.planledger.query.entry.MeetingRecords;
import org.planledger.query.texts.Histories;

/** Amendments as papers: one of a plan, and all that are before a meeting. */
public final class ProposedPapers {
  private static final Set<Class<? extends ContributionEvent>> TABLED =
      Set.of(ContributionAllocated.class, ContributionIntroduced.class);
  private static final Set<Class<? extends PlanEvent>> WORDINGS =
      Set.of(AmendmentProposed.class, AmendmentRevised.class);

  private final LogEntries entries;
  private final MeetingRecords meetings;
  private final Histories histories;
  private final People people;

  /** Writes from these entries, with the words of these histories. */
  public ProposedPapers(
      LogEntries entries, MeetingRecords meetings, Histories histories, People people) {
    this.entries = entries;
    this.meetings = meetings;
    this.histories = histories;
    this.people = people;
  }

  /**
   * An amendment in its present wording.
   *
   * @throws Refused where there is none
   */
  public AmendmentPaper amendment(String plan, String id) {
    PlanHistory history = histories.plan(plan);
    Amendment amendment =
        history.amendments().find(id).orElseThrow(() -> Refused.notFound("amendment", id));
    return papers(plan, history, List.of(amendment)).getFirst();
  }

  /**
   * What is before a meeting, by plan and in the order of the wordings.
   *
   * @throws Refused where nothing is, or there is no such meeting
   */
  public MeetingAmendmentsPaper ofMeeting(String id) {
    Meeting meeting =
        Optional.ofNullable(meetings.find(List.of(id), Known.NOW).get(id))
            .orElseThrow(() -> entries.missing("meeting", id));
    List<AmendmentPaper> papers =
        before(id).entrySet().stream()
            .flatMap(plan -> papers(plan.getKey(), plan.getValue()).stream())
            .toList();
    if (papers.isEmpty()) {
      throw new Refused(
          ProblemType.NOT_FOUND,
          "No amendment is before meeting %s: none came in a contribution allocated to it, and it has settled none."
              .formatted(id));
    }
    return new MeetingAmendmentsPaper(id, meeting.from(), papers);
  }

  /**
   * Ids of the amendments, by plan, that a meeting has settled, or that came in a contribution put
   * under an item of its agenda or introduced at it.
   */
  private Map<String, Set<String>> before(String meetingId) {
    Map<String, Set<String>> found = new TreeMap<>();
    entries.ofMeeting(meetingId, Known.NOW).forEach(entry -> add(found, entry));
    Set<String> tabled =
        entries.ofTypes(TABLED, Known.NOW).stream()
            .filter(entry -> !entry.annulled() && meetingId.equals(meeting(entry)))
            .map(LogEntry::aggregate)
            .collect(Collectors.toSet());
    if (!tabled.isEmpty()) {
      entries.ofTypes(WORDINGS, Known.NOW).stream()
          .filter(entry -> tabled.contains(contribution(entry)))
          .forEach(entry -> add(found, entry));
    }
    return found;
  }

  private static void add(Map<String, Set<String>> found, LogEntry entry) {
    if (!entry.annulled() && entry.event() instanceof PlanEvent event) {
      Collection<String> changed = Amendments.changedBy(event);
      if (!changed.isEmpty()) {
        found.computeIfAbsent(event.planId(), any -> new TreeSet<>()).addAll(changed);
      }
    }
  }

  private static String meeting(LogEntry entry) {
    return switch (entry.event()) {
      case ContributionAllocated e -> e.meetingId();
      case ContributionIntroduced e -> e.minute().meetingId();
      default -> "";
    };
  }

  private static String contribution(LogEntry entry) {
    return Objects.requireNonNullElse(
        AmendmentsEndpoint.present((PlanEvent) entry.event()).contributionId(), "");
  }

  /** Lists and histories follow the log each on its own: what is not in both is left out. */
  private List<AmendmentPaper> papers(String plan, Set<String> ids) {
    PlanHistory history = histories.plan(plan);
    return papers(
        plan,
        history,
        ids.stream()
            .flatMap(id -> history.amendments().find(id).stream())
            .sorted(Comparator.comparingLong(Amendment::revision))
            .toList());
  }

  private List<AmendmentPaper> papers(
      String plan, PlanHistory history, List<Amendment> amendments) {
    Set<String> proposers = new HashSet<>();
    amendments.forEach(amendment -> proposers.add(amendment.proposer()));
    AmendmentPapers papers = new AmendmentPapers(plan, history, people.names(proposers));
    return amendments.stream().map(papers::of).toList();
  }
}
