package org.planledger.query.feed;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the feed.
 *
 * @param interval between two looks for new events
 * @param heartbeat the longest time in which a stream says nothing
 * @param streams how many may be open on a node at the same time
 */
@ConfigurationProperties("planledger.feed")
record FeedSettings(Duration interval, Duration heartbeat, int streams) {}
