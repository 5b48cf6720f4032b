package org.planledger.plan.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.text.Edit;

/**
 * What happened to a text in one language: the edits in words, and the text they result in.
 *
 * @param base revision of the event that recorded the version edited; null when there was none
 * @param edits against the words of that version
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TextChange(@Nullable Long base, List<Edit> edits, String text) {
  public TextChange {
    edits = List.copyOf(edits);
  }
}
