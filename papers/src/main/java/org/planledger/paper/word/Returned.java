package org.planledger.paper.word;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a document asks for that was written here and has been worked on.
 *
 * @param revision of the plan that it was worked on
 * @param sha256 of the file, hexadecimal
 * @param asked rewordings in document order, then what is new, what stands elsewhere, and what is
 *     gone, of which the innermost comes first
 * @param notes what was not understood or is ignored, as sentences
 */
public record Returned(
    String plan, long revision, String sha256, List<Asked> asked, List<String> notes) {

  /** One change of one provision. */
  public sealed interface Asked {
    /** Of the provision; of one that is new, made from the file's hash. */
    String provisionId();

    /** Whose it is; empty: the file does not say. */
    List<Hand> by();

    /** What was guessed of it, as sentences. */
    List<String> notes();
  }

  /**
   * A heading or a text in one language.
   *
   * @param sha256 of what the draft says, hexadecimal; absent: it has no words here
   * @param before as the file has it with all changes rejected that were made in it
   * @param now with those of {@link Asked#by} accepted
   */
  public record Wording(
      String lang, boolean heading, @Nullable String sha256, String before, String now) {
    /** Whether the draft that the document was made from says this. */
    public boolean isOf(@Nullable String draft) {
      return sha256 == null
          ? draft == null || draft.isEmpty()
          : draft != null && Origin.sha256(draft).equals(sha256);
    }
  }

  /** Other words. */
  public record Rewording(
      String provisionId, List<Wording> wordings, List<Hand> by, List<String> notes)
      implements Asked {}

  /**
   * A new provision.
   *
   * @param parentId absent: at the top level
   * @param after the sibling before it; empty: it is the first
   */
  public record Insertion(
      String provisionId,
      String kind,
      @Nullable String parentId,
      String after,
      Map<String, String> heading,
      Map<String, String> text,
      List<Hand> by,
      List<String> notes)
      implements Asked {}

  /**
   * Another place.
   *
   * @param parentId absent: at the top level
   * @param after the sibling before it; empty: it is the first
   */
  public record Move(
      String provisionId,
      @Nullable String parentId,
      String after,
      List<Hand> by,
      List<String> notes)
      implements Asked {}

  /** Taking a provision out. */
  public record Removal(String provisionId, List<Hand> by, List<String> notes) implements Asked {}
}
