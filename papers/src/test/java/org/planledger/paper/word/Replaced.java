package org.planledger.paper.word;

/** A document in which somebody has typed a word over another, untracked. */
public final class Replaced {
  private Replaced() {}

  /** The same with another word. */
  public static byte[] in(byte[] docx, String word, String by) {
    return Docx.of(docx).with(Docx.DOCUMENT, xml -> xml.replace(word, by)).bytes();
  }
}
