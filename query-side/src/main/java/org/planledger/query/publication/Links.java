package org.planledger.query.publication;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.planledger.query.export.Link;
import org.planledger.query.publication.PublicationTables.Publication;
import org.planledger.query.publication.PublicationsEndpoint.Listed;
import org.springframework.http.MediaType;

/**
 * Where to go from a publication. A file is kept for ever together with its links, so they say
 * nothing but what its address and the manifest do; what may change stands at the manifest alone.
 *
 * @param plan the way from the address that was asked for to those of the plan
 * @param withdrawn whether it was asked for though it may be taken back, and so are its files
 */
record Links(Publication publication, Listed listed, String plan, boolean withdrawn) {
  private static final String DRAFT = "draft.";

  /**
   * Of the manifest.
   *
   * @param standing numbers of the publications that were not taken back, in order
   */
  String ofManifest(NavigableMap<Long, String> standing) {
    List<String> links = new ArrayList<>();
    for (Manifest.File file : listed.files()) {
      links.add(
          Link.to(address(file.name()), "item", type(file.mediaType()), languages(file.name())));
    }
    links.add(Link.to(address(Snapshot.ZIP), "item", PublicationsEndpoint.ZIP, List.of()));
    links.add(Link.to(plan + "publications", "collection"));
    links.add(Link.to(draft("draft"), "describes"));
    add(standing.lowerEntry(publication.position()), "predecessor-version", links);
    add(standing.higherEntry(publication.position()), "successor-version", links);
    add(standing.lastEntry(), "latest-version", links);
    return String.join(", ", links);
  }

  private void add(Map.@Nullable Entry<Long, String> other, String relation, List<String> links) {
    if (other != null) {
      links.add(Link.to(plan + Link.publication(other.getValue()), relation));
    }
  }

  /** Of a file. */
  String ofFile(Manifest.File file) {
    List<String> links = new ArrayList<>();
    if (file.name().startsWith(DRAFT)) {
      for (Manifest.File other : listed.files()) {
        if (other.name().startsWith(DRAFT) && !other.equals(file)) {
          links.add(
              Link.to(
                  address(other.name()), "alternate", type(other.mediaType()), listed.languages()));
        }
      }
      links.add(Link.to(draft(file.name()), "via"));
    }
    links.add(toManifest());
    return String.join(", ", links);
  }

  /** Of all files in one: to the manifest, as of each. */
  String toManifest() {
    return Link.to(address(Snapshot.MANIFEST), "collection", MediaType.APPLICATION_JSON, List.of());
  }

  private String address(String file) {
    return "%s%s/%s%s"
        .formatted(
            plan,
            Link.publication(publication.document()),
            file,
            withdrawn ? "?withdrawn=true" : "");
  }

  private String draft(String name) {
    return plan + name + Link.query("at", "doc:" + publication.document());
  }

  private List<String> languages(String file) {
    return file.startsWith(DRAFT) ? listed.languages() : List.of();
  }

  private static MediaType type(String mediaType) {
    return MediaType.parseMediaType(mediaType);
  }
}
