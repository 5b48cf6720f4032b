package org.planledger.store;

import java.util.Collection;
import java.util.List;
import java.util.function.LongPredicate;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How far processing groups have read the log, from the tokens they store: the same answer on every
 * node.
 *
 * <p>A token is stored in the transaction that writes the group's rows, so what is covered can be
 * read.
 */
public final class Progress {

  private final JdbcClient database;
  private final Serializer serializer;

  Progress(JdbcClient database, Serializer serializer) {
    this.database = database;
    this.serializer = serializer;
  }

  /**
   * Whether a group has taken the event at a position, in every segment.
   *
   * <p>True for position 0, which no event has. A group that is replaying covers what it has
   * replayed.
   */
  public boolean covers(String processingGroup, long position) {
    return position <= 0 || taken(processingGroup).test(position);
  }

  /** What a group had taken, in every segment, when this was asked. */
  public Taken taken(String processingGroup) {
    return new Taken(tokens(processingGroup));
  }

  /** Tells of a position whether the event there was taken. */
  public static final class Taken implements LongPredicate {
    private final List<GapAwareTrackingToken> tokens;

    private Taken(List<GapAwareTrackingToken> tokens) {
      this.tokens = tokens;
    }

    @Override
    public boolean test(long position) {
      return !tokens.isEmpty() && tokens.stream().allMatch(token -> covers(token, position));
    }

    /** A position beyond which nothing was taken; 0: nothing was. */
    public long last() {
      return tokens.stream().mapToLong(GapAwareTrackingToken::getIndex).min().orElse(0);
    }
  }

  /**
   * Whether a token is past the event at a position, and has not left it out.
   *
   * @param token of the event store; null: at the start of the log
   */
  public static boolean covers(@Nullable TrackingToken token, long position) {
    GapAwareTrackingToken read = gapAware(token);
    return position <= read.getIndex() && !read.getGaps().contains(position);
  }

  /**
   * The highest position up to which a group has taken every committed event, in every segment; 0
   * before it started.
   */
  public long of(String processingGroup) {
    return tokens(processingGroup).stream().mapToLong(this::position).min().orElse(0);
  }

  private long position(GapAwareTrackingToken token) {
    // A gap may be an event still to come, one that was rolled back, or one committed after the
    // group had passed it.
    // Only the last kind holds the group back.
    Long gap = firstCommitted(token.getGaps());
    return gap == null ? token.getIndex() : gap - 1;
  }

  private @Nullable Long firstCommitted(Collection<Long> positions) {
    return positions.isEmpty()
        ? null
        : database
            .sql(
                "SELECT global_index FROM domain_event WHERE global_index IN (:positions) ORDER BY"
                    + " 1 LIMIT 1")
            .param("positions", positions)
            .query(Long.class)
            .optional()
            .orElse(null);
  }

  private List<GapAwareTrackingToken> tokens(String processingGroup) {
    return database
        .sql("SELECT token, token_type FROM tracking_token WHERE processor = ?")
        .param(processingGroup)
        .query((row, number) -> token(row.getString(1), row.getString(2)))
        .list();
  }

  private GapAwareTrackingToken token(@Nullable String json, @Nullable String type) {
    TrackingToken stored =
        json == null || type == null
            ? null
            : serializer.deserialize(new SimpleSerializedObject<>(json, String.class, type, null));
    return gapAware(stored);
  }

  private static GapAwareTrackingToken gapAware(@Nullable TrackingToken token) {
    return switch (token == null ? null : WrappedToken.unwrapLowerBound(token)) {
      case null -> new GapAwareTrackingToken(0, List.of());
      case GapAwareTrackingToken read -> read;
      case TrackingToken other ->
          throw new IllegalStateException(
              "Not a token of the event store: " + other.getClass().getSimpleName());
    };
  }
}
