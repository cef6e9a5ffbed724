package io.wardlog.simulator.ward;

import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run does.
 *
 * @param devices what stands at the beds; with two endpoints every other one uses TCP
 * @param length how long to send; unlimited when empty
 * @param messages how many messages to send, goodbyes not counted; unlimited when empty
 * @param drain how long to wait at the end for what is unanswered
 * @param acknowledged the file for the ids of acknowledged events
 */
record WardPlan(
        List<Credential> devices,
        Optional<Endpoint> mqtt,
        Optional<Endpoint> tcp,
        long seed,
        Pace pace,
        Instant start,
        Optional<Duration> length,
        Optional<Long> messages,
        Duration drain,
        Optional<Path> acknowledged) {}
