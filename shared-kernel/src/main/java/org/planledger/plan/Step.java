package org.planledger.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.planledger.text.Passage;

/** An entry in its decided place, and the draft after it. */
public final class Step {
  private final Drafts drafts;
  private final int entry;
  private final int address;
  private final long revision;

  Step(Drafts drafts, int entry, int address, long revision) {
    this.drafts = drafts;
    this.entry = entry;
    this.address = address;
    this.revision = revision;
  }

  /** The entry. */
  public Entry entry() {
    return drafts.entries().get(entry);
  }

  /** Its place in decided order. */
  public DecidedOrder order() {
    return drafts.entries().order(entry);
  }

  /** The whole draft after it. */
  public Draft draft() {
    return drafts.get(address);
  }

  /** One provision of the draft after it, at less cost than the whole. */
  public Optional<Provision> find(String provisionId) {
    return drafts.find(address, provisionId);
  }

  /**
   * What became of a provision up to here: what it was after each entry that had to do with it, in
   * decided order. The cost grows with these alone.
   */
  public List<Change> changes(String provisionId) {
    return drafts.changes(address, provisionId);
  }

  /**
   * A provision after an entry that had to do with it.
   *
   * @param after empty: it was no longer in the draft
   */
  public record Change(Entry entry, Optional<Provision> after) {}

  /** Each text with words of the draft after it, in document order, at less cost still. */
  public void eachText(String language, BiConsumer<String, Passage> consumer) {
    drafts.eachText(address, language, consumer);
  }

  /** What is done with a text that two drafts have otherwise. */
  @FunctionalInterface
  public interface Difference {
    /** Takes one; a draft without the text has one without words. */
    void accept(String provisionId, Passage before, Passage after);
  }

  /**
   * Hands out each text in a language of which a later step of this plan has another version, in no
   * order that means anything; a version may say the same words again. The cost grows with what
   * changed, not with the plan.
   */
  public void eachDifference(Step later, String language, Difference difference) {
    drafts.eachDifference(address, later.address, language, difference);
  }

  /**
   * What a draft has other than an earlier one.
   *
   * @param frame the draft without its provisions; empty: as before
   * @param provisions that came or are others; empty: no longer in the draft
   */
  public record Changes(Optional<Draft> frame, Map<String, Optional<Provision>> provisions) {}

  /**
   * What the draft after it has other than that after an earlier step of this plan. The cost grows
   * with what changed, not with the plan.
   *
   * @param earlier null: before anything happened
   */
  public Changes since(@Nullable Step earlier) {
    return drafts.changes(earlier == null ? Drafts.NOTHING : earlier.address, address);
  }

  /** The highest revision of the entries up to this place. */
  public long revision() {
    return revision;
  }

  int entryAddress() {
    return entry;
  }

  int address() {
    return address;
  }
}
