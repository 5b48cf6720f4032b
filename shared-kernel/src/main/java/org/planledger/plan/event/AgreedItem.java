package org.planledger.plan.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Scope;

/**
 * What a meeting agreed about one provision.
 *
 * @param amendments the amendments settled
 * @param asModified whether the meeting put a text of its own in place of what they proposed
 * @param document the contribution the amendments came in, as numbered then
 * @param inserted the provision, if it entered the draft by this
 * @param removed whether it left the draft by this
 * @param place its new place, if it moved
 * @param text the languages whose text changed
 * @param heading the headings that changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgreedItem(
    String provisionId,
    Scope scope,
    List<String> amendments,
    boolean asModified,
    @Nullable String document,
    @Nullable NewProvision inserted,
    boolean removed,
    @Nullable Place place,
    Map<String, TextChange> text,
    Map<String, String> heading) {
  public AgreedItem {
    amendments = List.copyOf(amendments);
    text = Map.copyOf(text);
    heading = Map.copyOf(heading);
  }
}
