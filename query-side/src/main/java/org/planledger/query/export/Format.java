package org.planledger.query.export;

import java.util.List;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.word.WordDocument;
import org.planledger.query.texts.Papers.Found;
import org.springframework.http.MediaType;

/** The formats in which papers are to be had, by suffix and by media type. */
public enum Format {
  JSON("json", "application/json"),
  HTML("html", "text/html;charset=UTF-8"),
  MARKDOWN("md", "text/markdown;charset=UTF-8"),
  TEXT("txt", "text/plain;charset=UTF-8"),
  PDF("pdf", "application/pdf"),
  DOCX("docx", WordDocument.MEDIA_TYPE),
  AKOMA_NTOSO("akn", "application/akn+xml");

  private final String suffix;
  private final MediaType type;

  Format(String suffix, String type) {
    this.suffix = suffix;
    this.type = MediaType.parseMediaType(type);
  }

  /** What a name ends in, behind a dot. */
  public String suffix() {
    return suffix;
  }

  /** The media type as it is answered. */
  public MediaType type() {
    return type;
  }

  /** A draft in this format. */
  public byte[] ofDraft(Found<DraftPaper> found) {
    return Formats.OF_DRAFTS.written(this, found);
  }

  /** The media type without parameters. */
  String typeName() {
    return "%s/%s".formatted(type.getType(), type.getSubtype());
  }

  /**
   * How much a reader wants it, as the most particular of the ranges that it falls into says.
   *
   * @return from 0, not at all, to 1
   */
  double quality(List<MediaType> ranges) {
    MediaType closest = null;
    for (MediaType range : ranges) {
      if (range.includes(type) && (closest == null || rank(range) > rank(closest))) {
        closest = range;
      }
    }
    return closest == null ? 0 : closest.getQualityValue();
  }

  private static int rank(MediaType range) {
    return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
  }
}
