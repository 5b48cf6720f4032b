package org.planledger.plan;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.planledger.text.Passage;

/** An entry in its decided place, and the draft after it. */
public final class Step {
  private final Entry entry;
  private final Drafts drafts;
  private final int address;
  private final long revision;

  Step(Entry entry, Drafts drafts, int address, long revision) {
    this.entry = entry;
    this.drafts = drafts;
    this.address = address;
    this.revision = revision;
  }

  /** The entry. */
  public Entry entry() {
    return entry;
  }

  /** The whole draft after it. */
  public Draft draft() {
    return drafts.get(address);
  }

  /** One provision of the draft after it, at less cost than the whole. */
  public Optional<Provision> find(String provisionId) {
    return drafts.find(address, provisionId);
  }

  /** Each text with words of the draft after it, in document order, at less cost still. */
  public void eachText(String language, BiConsumer<String, Passage> consumer) {
    drafts.eachText(address, language, consumer);
  }

  /** The highest revision of the entries up to this place. */
  public long revision() {
    return revision;
  }

  int address() {
    return address;
  }
}
