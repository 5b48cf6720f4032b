package org.planledger.command.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planledger.command.contribution.Contribution;
import org.planledger.command.decision.Records;
import org.planledger.command.decision.Sitting;
import org.planledger.command.words.Segmentation;
import org.planledger.log.Minute;
import org.planledger.plan.Amendment;
import org.planledger.plan.Authority;
import org.planledger.plan.Draft;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Provision;
import org.planledger.plan.Scope;
import org.planledger.plan.TextVersion;
import org.planledger.plan.Tree;
import org.planledger.plan.agreement.Agreement;
import org.planledger.plan.command.AddProvision;
import org.planledger.plan.command.AddReference;
import org.planledger.plan.command.AdoptPlan;
import org.planledger.plan.command.AgreeProvisionally;
import org.planledger.plan.command.AgreementItem;
import org.planledger.plan.command.AlignProvision;
import org.planledger.plan.command.ApproveFramework;
import org.planledger.plan.command.AssessRisk;
import org.planledger.plan.command.CorrectRecord;
import org.planledger.plan.command.DeclineAmendment;
import org.planledger.plan.command.DeferProvision;
import org.planledger.plan.command.FulfilCondition;
import org.planledger.plan.command.IssueDraft;
import org.planledger.plan.command.IssueScheduledDraft;
import org.planledger.plan.command.MoveProvision;
import org.planledger.plan.command.OpenPlan;
import org.planledger.plan.command.PlanCommand;
import org.planledger.plan.command.ProposeAmendment;
import org.planledger.plan.command.ProvideTranslation;
import org.planledger.plan.command.ProvisionFields;
import org.planledger.plan.command.RecordStatement;
import org.planledger.plan.command.RemoveProvision;
import org.planledger.plan.command.ReopenProvision;
import org.planledger.plan.command.ReserveWording;
import org.planledger.plan.command.ReviseAmendment;
import org.planledger.plan.command.ScheduleDraft;
import org.planledger.plan.command.SetPublicationDeadline;
import org.planledger.plan.command.TakeNote;
import org.planledger.plan.command.TransmitPlan;
import org.planledger.plan.command.WithdrawAlignment;
import org.planledger.plan.command.WithdrawAmendment;
import org.planledger.plan.command.WithdrawDraft;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AlignmentWithdrawn;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.ConditionFulfilled;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.FrameworkApproved;
import org.planledger.plan.event.FrameworkMember;
import org.planledger.plan.event.NoteTaken;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanAdopted;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.PlanTransmitted;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionAligned;
import org.planledger.plan.event.ProvisionDeferred;
import org.planledger.plan.event.ProvisionMoved;
import org.planledger.plan.event.ProvisionRemoved;
import org.planledger.plan.event.ProvisionReopened;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.PublicationDeadlineSet;
import org.planledger.plan.event.ReferenceAdded;
import org.planledger.plan.event.RiskAssessed;
import org.planledger.plan.event.StatementRecorded;
import org.planledger.plan.event.TextChange;
import org.planledger.plan.event.TranslationProvided;
import org.planledger.plan.event.Unaffected;
import org.planledger.plan.event.WordingReserved;
import org.planledger.problem.Refused;

/** Decides on commands to a plan: which one event they make, or why they are refused. */
final class PlanDecisions {
  private final Plan plan;
  private final Records records;
  private final Instant now;
  private @Nullable PlanHistory history;

  PlanDecisions(Plan plan, Records records, Instant now) {
    this.plan = plan;
    this.records = records;
    this.now = now;
  }

  /**
   * The event that a command makes.
   *
   * @throws Refused when a field, a rule or another change stands against it
   * @throws org.planledger.plan.RuleBroken when the draft does not allow it
   */
  PlanEvent decide(PlanCommand command) {
    if (command instanceof OpenPlan open) {
      return opened(open);
    }
    if (plan.revision() < 0) {
      throw Refused.notFound("plan", command.planId());
    }
    return switch (command) {
      case OpenPlan open -> opened(open);
      case AddProvision c -> added(c);
      case MoveProvision c ->
          accepted(
              new ProvisionMoved(
                  c.planId(), c.provisionId(), new Place(c.parentId(), c.after()), day(c.on())));
      case RemoveProvision c -> removed(c);
      case AddReference c ->
          accepted(new ReferenceAdded(c.planId(), c.provisionId(), c.reference(), day(c.on())));
      case ProposeAmendment c -> proposed(c);
      case ReviseAmendment c -> revised(c);
      case WithdrawAmendment c ->
          new AmendmentWithdrawn(
              c.planId(), pending(c.amendmentId()).id(), c.reason(), day(c.on()));
      case DeclineAmendment c ->
          new AmendmentDeclined(
              c.planId(),
              pending(c.amendmentId()).id(),
              decided(c.meetingId(), c.agendaItem(), c.paragraph(), day(c.on())),
              c.reason(),
              day(c.on()));
      case AgreeProvisionally c -> agreed(c);
      case DeferProvision c -> {
        requireMeeting(c.untilMeetingId());
        yield accepted(
            new ProvisionDeferred(
                c.planId(),
                c.provisionId(),
                at(c.meetingId(), c.agendaItem(), c.paragraph(), day(c.on())),
                c.untilMeetingId(),
                c.reason(),
                day(c.on())));
      }
      case ReopenProvision c ->
          accepted(
              new ProvisionReopened(
                  c.planId(),
                  c.provisionId(),
                  decided(c.meetingId(), c.agendaItem(), c.paragraph(), day(c.on())),
                  c.reason(),
                  day(c.on())));
      case ApproveFramework c -> approved(c);
      case FulfilCondition c ->
          accepted(
              new ConditionFulfilled(
                  c.planId(),
                  c.frameworkId(),
                  c.condition(),
                  sittings().optional(c.meetingId(), c.agendaItem(), c.paragraph(), day(c.on())),
                  c.note(),
                  day(c.on())));
      case TakeNote c -> noted(c);
      case RecordStatement c ->
          accepted(
              new StatementRecorded(
                  c.planId(),
                  at(c.meetingId(), c.agendaItem(), c.paragraph(), day(c.on())),
                  c.by(),
                  c.delegations(),
                  c.text(),
                  c.provisions(),
                  contribution(c.contributionId()).map(Contribution::id).orElse(null),
                  day(c.on())));
      case ReserveWording c ->
          accepted(
              new WordingReserved(
                  c.planId(),
                  c.provisionId(),
                  at(c.meetingId(), c.agendaItem(), c.paragraph(), day(c.on())),
                  c.reason(),
                  day(c.on())));
      case ProvideTranslation c -> translated(c);
      case AlignProvision c ->
          accepted(
              new ProvisionAligned(
                  c.planId(),
                  c.alignmentId(),
                  c.provisionId(),
                  c.framework(),
                  c.target(),
                  c.rationale(),
                  contribution(c.contributionId()).map(Contribution::id).orElse(null),
                  sittings().optional(c.meetingId(), c.agendaItem(), c.paragraph(), day(c.on())),
                  day(c.on())));
      case WithdrawAlignment c ->
          accepted(
              new AlignmentWithdrawn(
                  c.planId(),
                  c.alignmentId(),
                  sittings().optional(c.meetingId(), c.agendaItem(), c.paragraph(), day(c.on())),
                  c.reason(),
                  day(c.on())));
      case AssessRisk c ->
          accepted(
              new RiskAssessed(
                  c.planId(),
                  c.provisionId(),
                  c.likelihood(),
                  c.impact(),
                  c.mitigations(),
                  c.rationale(),
                  sittings().optional(c.meetingId(), c.agendaItem(), c.paragraph(), day(c.on())),
                  day(c.on())));
      case IssueDraft c -> {
        long pinned = Objects.requireNonNullElse(c.revision(), plan.revision());
        requireRevision("/revision", pinned);
        yield new DraftIssued(c.planId(), c.document(), pinned, day(c.on()));
      }
      case ScheduleDraft c -> issuing().scheduled(c, day(c.on()));
      case IssueScheduledDraft c -> issuing().due(c, today());
      case WithdrawDraft c -> issuing().withdrawn(c, day(c.on()));
      case SetPublicationDeadline c -> {
        requireMeeting(c.beforeMeetingId());
        if (c.period().isNegative() || c.period().isZero()) {
          throw Refused.field("/period", "must be longer than nothing, such as P1M.");
        }
        yield new PublicationDeadlineSet(
            c.planId(),
            c.deadlineId(),
            c.beforeMeetingId(),
            c.period(),
            c.document(),
            sittings().optional(c.meetingId(), c.agendaItem(), c.paragraph(), day(c.on())),
            day(c.on()));
      }
      case TransmitPlan c ->
          accepted(
              new PlanTransmitted(
                  c.planId(),
                  sittings()
                      .deciding(
                          c.meetingId(),
                          c.agendaItem(),
                          c.paragraph(),
                          day(c.on()),
                          Authority.TRANSMIT),
                  day(c.on())));
      case AdoptPlan c ->
          accepted(
              new PlanAdopted(
                  c.planId(),
                  sittings()
                      .deciding(
                          c.meetingId(),
                          c.agendaItem(),
                          c.paragraph(),
                          day(c.on()),
                          Authority.ADOPT),
                  day(c.on())));
      case CorrectRecord c ->
          new RecordCorrections(plan, history(), sittings(), now).decide(c, today());
    };
  }

  private PlanOpened opened(OpenPlan command) {
    if (plan.revision() >= 0) {
      throw Refused.rule("Plan %s is open already; choose another id.".formatted(command.planId()));
    }
    if (!command.languages().contains(command.authoritativeLanguage())) {
      throw Refused.field(
          "/authoritativeLanguage",
          "must be one of the languages of the plan, %s.".formatted(command.languages()));
    }
    if (new HashSet<>(command.languages()).size() < command.languages().size()) {
      throw Refused.field("/languages", "names a language twice.");
    }
    LocalDate on = command.on();
    return new PlanOpened(
        command.planId(),
        command.title(),
        command.timeZone(),
        command.languages(),
        command.authoritativeLanguage(),
        command.route(),
        command.references(),
        on == null ? LocalDate.ofInstant(now, command.timeZone()) : on);
  }

  private ProvisionAdded added(AddProvision c) {
    ProvisionFields fields =
        new ProvisionFields(
            c.provisionId(),
            c.kind(),
            c.parentId(),
            c.after(),
            c.heading(),
            c.text(),
            c.references());
    return accepted(
        new ProvisionAdded(
            c.planId(), Proposals.inserted(plan.draft().plan(), fields, ""), day(c.on())));
  }

  private ProvisionRemoved removed(RemoveProvision c) {
    Site site = site(day(c.on()));
    site.draft().provision(c.provisionId());
    List<String> ids =
        c.withDescendants()
            ? Tree.withDescendants(site.draft(), c.provisionId())
            : List.of(c.provisionId());
    return site.accepted(new ProvisionRemoved(c.planId(), ids, day(c.on())));
  }

  private AmendmentProposed proposed(ProposeAmendment c) {
    if (plan.amendments().find(c.amendmentId()).isPresent()) {
      throw Refused.rule(
          "Amendment %s is known already; choose another id, or revise it."
              .formatted(c.amendmentId()));
    }
    long base = Objects.requireNonNullElse(c.baseRevision(), plan.revision());
    requireRevision("/baseRevision", base);
    return new AmendmentProposed(
        c.planId(),
        c.amendmentId(),
        base,
        new Proposals(plan, this::draftAt).of(c.change(), base),
        c.proposer(),
        c.contributionId(),
        contribution(c.contributionId()).map(Contribution::document).orElse(null),
        c.rationale(),
        day(c.on()));
  }

  private AmendmentRevised revised(ReviseAmendment c) {
    Amendment amendment = pending(c.amendmentId());
    long base = Objects.requireNonNullElse(c.baseRevision(), plan.revision());
    requireRevision("/baseRevision", base);
    String contributionId =
        Objects.requireNonNullElse(
            c.contributionId(), Objects.requireNonNullElse(amendment.contributionId(), ""));
    Optional<Contribution> contribution =
        contributionId.isEmpty() ? Optional.empty() : contribution(contributionId);
    return new AmendmentRevised(
        c.planId(),
        c.amendmentId(),
        base,
        new Proposals(plan, this::draftAt).of(c.change(), base),
        contribution.map(Contribution::id).orElse(null),
        contribution.map(Contribution::document).orElse(null),
        c.rationale(),
        day(c.on()));
  }

  private ProvisionallyAgreed agreed(AgreeProvisionally c) {
    LocalDate on = day(c.on());
    Minute minute = decided(c.meetingId(), c.agendaItem(), c.paragraph(), on);
    Site site = site(on);
    List<AgreedItem> items =
        new Agreement(site.draft(), site::version, plan.amendments())
            .to(c.items().stream().map(this::item).toList());
    List<Unaffected> unaffected =
        items.stream()
            .flatMap(item -> site.decidedLater(item.provisionId(), item.text().keySet()).stream())
            .toList();
    return site.accepted(new ProvisionallyAgreed(c.planId(), minute, items, unaffected, on));
  }

  private Agreement.Item item(AgreementItem item) {
    Map<String, List<String>> compromise = new HashMap<>();
    item.compromise()
        .forEach(
            (language, text) -> {
              Proposals.requireLanguage(
                  plan.draft().plan(), language, "/items/compromise/" + language);
              compromise.put(language, Segmentation.words(text));
            });
    return new Agreement.Item(
        item.provisionId(),
        item.amendments(),
        compromise,
        Objects.requireNonNullElse(item.scope(), Scope.TEXT));
  }

  private FrameworkApproved approved(ApproveFramework c) {
    LocalDate on = day(c.on());
    Minute minute = decided(c.meetingId(), c.agendaItem(), c.paragraph(), on);
    Site site = site(on);
    List<FrameworkMember> members = new ArrayList<>();
    for (String id : c.provisions()) {
      Provision member = site.draft().provision(id);
      if (members.stream().anyMatch(known -> known.provisionId().equals(id))) {
        throw Refused.field("/provisions", "names %s twice.".formatted(id));
      }
      members.add(new FrameworkMember(id, member.textRevision()));
    }
    return site.accepted(
        new FrameworkApproved(
            c.planId(), c.frameworkId(), c.title(), minute, members, c.conditions(), on));
  }

  private NoteTaken noted(TakeNote c) {
    Optional<Contribution> contribution = contribution(c.contributionId());
    if (c.consultationId() != null && !records.exists("consultation:" + c.consultationId())) {
      throw Refused.notFound("consultation", c.consultationId());
    }
    if (c.provisions().isEmpty()
        && c.contributionId() == null
        && c.consultationId() == null
        && c.subject() == null) {
      throw Refused.field(
          "/subject", "or provisions, contributionId or consultationId must say what was noted.");
    }
    return accepted(
        new NoteTaken(
            c.planId(),
            at(c.meetingId(), c.agendaItem(), c.paragraph(), day(c.on())),
            c.provisions(),
            c.contributionId(),
            contribution.map(Contribution::document).orElse(null),
            c.consultationId(),
            c.subject(),
            day(c.on())));
  }

  private TranslationProvided translated(ProvideTranslation c) {
    PlanOpened opened = plan.draft().plan();
    Proposals.requireLanguage(opened, c.language(), "/language");
    if (c.language().equals(opened.authoritativeLanguage())) {
      throw Refused.rule(
          "%s is the authoritative language; its text changes only by an amendment."
              .formatted(c.language()));
    }
    LocalDate on = day(c.on());
    Site site = site(on);
    Provision provision = site.draft().provision(c.provisionId());
    TextVersion authoritative = provision.texts().get(opened.authoritativeLanguage());
    if (authoritative == null) {
      throw Refused.rule(
          "Provision %s has no text in %s that could be rendered."
              .formatted(c.provisionId(), opened.authoritativeLanguage()));
    }
    TextChange change = Proposals.change(provision.texts().get(c.language()), c.text());
    return site.accepted(
        new TranslationProvided(
            c.planId(),
            c.provisionId(),
            c.language(),
            change,
            c.heading(),
            rendered(c, authoritative),
            c.translator(),
            on));
  }

  /** The version of the authoritative text that was in force at the revision rendered. */
  private long rendered(ProvideTranslation c, TextVersion authoritative) {
    Long revision = c.rendersRevision();
    if (revision == null || revision == authoritative.revision()) {
      return authoritative.revision();
    }
    requireRevision("/rendersRevision", revision);
    String language = plan.draft().plan().authoritativeLanguage();
    return history()
        .at(revision)
        .find(c.provisionId())
        .map(provision -> provision.texts().get(language))
        .map(TextVersion::revision)
        .orElseThrow(
            () -> Refused.field("/rendersRevision", "the provision had no text at that revision."));
  }

  private <E extends PlanEvent> E accepted(E event) {
    return site(event.on()).accepted(event);
  }

  private Site site(LocalDate on) {
    return Site.of(plan, this::history, on, now);
  }

  /** Of the same events as the state, which may be behind the log. */
  private PlanHistory history() {
    PlanHistory known = history;
    if (known == null) {
      known = records.plan(plan.draft().plan().planId()).before(plan.revision() + 1);
      if (known.size() <= plan.revision()) {
        throw new IllegalStateException("What the plan's state knows is not in the log yet");
      }
      history = known;
    }
    return known;
  }

  /** An earlier draft is in the log, even where the last events of the state are not there yet. */
  private Draft draftAt(long revision) {
    PlanHistory log = records.plan(plan.draft().plan().planId());
    if (log.size() <= revision) {
      throw new IllegalStateException("Revision %d is not in the log yet".formatted(revision));
    }
    return log.at(revision);
  }

  private Issuing issuing() {
    return new Issuing(history(), records, sittings(), now);
  }

  private Sittings sittings() {
    return new Sittings(new Sitting(records), plan.draft().plan());
  }

  private Minute decided(
      String meetingId, String agendaItem, @Nullable String paragraph, LocalDate on) {
    return sittings().deciding(meetingId, agendaItem, paragraph, on, Authority.AGREE);
  }

  private Minute at(String meetingId, String agendaItem, @Nullable String paragraph, LocalDate on) {
    return sittings().at(meetingId, agendaItem, paragraph, on);
  }

  private Amendment pending(String id) {
    Amendment amendment =
        plan.amendments().find(id).orElseThrow(() -> Refused.notFound("amendment", id));
    if (!amendment.pending()) {
      throw Refused.rule("Amendment %s is %s already.".formatted(id, amendment.state()));
    }
    return amendment;
  }

  private Optional<Contribution> contribution(@Nullable String id) {
    if (id == null) {
      return Optional.empty();
    }
    return Optional.of(
        Contribution.of(records.stream("contribution:" + id))
            .orElseThrow(() -> Refused.notFound("contribution", id)));
  }

  private void requireMeeting(@Nullable String meetingId) {
    if (meetingId != null && records.meeting(meetingId).isEmpty()) {
      throw Refused.notFound("meeting", meetingId);
    }
  }

  private void requireRevision(String pointer, long revision) {
    if (revision < 0 || revision > plan.revision()) {
      throw Refused.field(
          pointer, "must be a revision of the plan, 0 to %d.".formatted(plan.revision()));
    }
  }

  private LocalDate day(@Nullable LocalDate on) {
    return on == null ? today() : on;
  }

  private LocalDate today() {
    ZoneId zone = plan.draft().plan().timeZone();
    return LocalDate.ofInstant(now, zone);
  }
}
