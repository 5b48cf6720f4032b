package org.planledger.query.publication;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in a snapshot.
 *
 * @param format of this, so that readers know later ones
 * @param title of the plan, by language
 * @param revision that the number was pinned to
 * @param due when it was due; null: it was not scheduled
 * @param languages of the draft, all that it has a text in
 */
record Manifest(
    String format,
    String plan,
    Object title,
    String document,
    long revision,
    Issued issued,
    @Nullable Due due,
    List<String> languages,
    Proof ledger,
    List<File> files) {
  static final String FORMAT = "planledger publication 1";

  /**
   * The event that issued it.
   *
   * @param event its id
   * @param revision of the plan
   * @param by id of who issued it; names are nowhere in a snapshot
   */
  record Issued(
      String event, long revision, Instant recordedAt, LocalDate on, @Nullable String by) {}

  /**
   * What it was issued by itself for.
   *
   * @param day by whose end it had to be issued
   * @param at as of when it is
   */
  record Due(String deadline, String meeting, LocalDate day, Instant at) {}

  /**
   * That the event is in the ledger.
   *
   * @param index of its leaf
   * @param checkpoint the first that covers it, a signed note
   */
  record Proof(long index, String checkpoint) {}

  /**
   * A file.
   *
   * @param sha256 hexadecimal
   */
  record File(String name, String mediaType, long size, String sha256) {}
}
