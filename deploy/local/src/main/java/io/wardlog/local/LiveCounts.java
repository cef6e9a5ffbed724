package io.wardlog.local;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far events have come, from the processes' own metrics. */
record LiveCounts(Probe probe, DemoAddresses addresses, List<String> wards) {
    private static final String CONSUMED = "wardlog_records_consumed_total";
    private static final String LAG = "wardlog_consumer_lag";
    private static final String UNARCHIVED_AGE = "wardlog_archive_unarchived_age_seconds";
    private static final String BACKLOG = "wardlog_agent_backlog_events";

    /** One line for people. */
    String line() throws IOException, InterruptedException {
        List<String> waiting = new ArrayList<>();
        for (String ward : wards) {
            waiting.add("%s at ward %s's agent".formatted(Probe.count(backlog(ward)), ward.toUpperCase(Locale.ROOT)));
        }
        return "events indexed %s, records of all kinds archived %s; waiting: %s, %s before the index"
                .formatted(
                        Probe.count(consumed("index")),
                        Probe.count(consumed("archive")),
                        String.join(", ", waiting),
                        Probe.count(collector(LAG, "role=\"index\"")));
    }

    /** Whether every agent's every event is confirmed by the collector. */
    boolean agentsDrained() throws IOException, InterruptedException {
        for (String ward : wards) {
            if (backlog(ward) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether index and archive have everything that custody put out before {@code moment}; heartbeats go on behind it. */
    boolean collectorSettled(Instant moment) throws IOException, InterruptedException {
        double since = Duration.between(moment, Instant.now()).toMillis() / 1_000.0;
        return collector(LAG, "role=\"custody\"") == 0
                && collector(LAG, "role=\"index\"") == 0
                && collector(LAG, "role=\"archive\"") == 0
                && collector(UNARCHIVED_AGE, "") < since;
    }

    private double consumed(String role) throws IOException, InterruptedException {
        return collector(CONSUMED, "role=\"" + role + "\"");
    }

    private double collector(String name, String label) throws IOException, InterruptedException {
        return probe.metric(addresses.collectorStatus() + "/metrics", name, label);
    }

    private double backlog(String ward) throws IOException, InterruptedException {
        return probe.metric(addresses.agentStatus(ward) + "/metrics", BACKLOG, "");
    }
}
