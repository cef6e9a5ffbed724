package io.wardlog.edge;

import io.wardlog.edge.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a campaign of kills did and found: printed under way, and written to {@code target/kill-campaign-SEED.txt}. */
final class CampaignReport {

    /** When of its life an agent is killed, and how many lives of a hundred end so. */
    enum Moment {
        /** At any time before it takes messages. */
        STARTING(12),
        /** When it has read its journal and written its first record, up to a moment behind that. */
        RECOVERING(10),
        /** While all devices send. */
        LOADED(62),
        /** While it stops in order. */
        STOPPING(10),
        /** Around its first snapshot and pruning, ten seconds after its start. */
        HOUSEKEEPING(3),
        /** Right after the collector has everything. */
        CAUGHT_UP(3);

        /** A short campaign has these. */
        private static final List<Moment> FIRST = List.of(LOADED, STOPPING, STARTING);

        private final int ofHundred;

        Moment(int ofHundred) {
            this.ofHundred = ofHundred;
        }

        static Moment next(int lives, Random random) {
            if (lives < FIRST.size()) {
                return FIRST.get(lives);
            }
            int left = random.nextInt(100);
            for (Moment moment : values()) {
                left -= moment.ofHundred;
                if (left < 0) {
                    return moment;
                }
            }
            throw new AssertionError("they are a hundred in all");
        }
    }

    private final long seed;
    private final int wanted;
    private final Instant began = Instant.now();
    private final Map<JournalConfig.Kind, Map<Moment, Integer>> kills = new EnumMap<>(JournalConfig.Kind.class);
    private final Map<String, Integer> lastWords = new TreeMap<>();
    private int lives;
    private int stoppedFirst;
    private int cuts;
    private Duration starts = Duration.ZERO;
    private int startsSeen;
    private Duration longestStart = Duration.ZERO;

    CampaignReport(long seed, int wanted) {
        this.seed = seed;
        this.wanted = wanted;
    }

    /** Kills so far. */
    int kills() {
        return kills.values().stream().mapToInt(CampaignReport::sum).sum();
    }

    private static int sum(Map<Moment, Integer> byMoment) {
        return byMoment.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Agents so far. */
    int lives() {
        return lives;
    }

    void started(Duration took) {
        startsSeen++;
        starts = starts.plus(took);
        longestStart = took.compareTo(longestStart) > 0 ? took : longestStart;
    }

    /** @param killed whether it was the signal that ended it */
    void ended(JournalConfig.Kind kind, Moment moment, boolean killed, AgentProcess agent) {
        lives++;
        String output = agent.output();
        cuts += output.contains("journal_end_cut") ? 1 : 0;
        if (killed) {
            kills.computeIfAbsent(kind, first -> new EnumMap<>(Moment.class)).merge(moment, 1, Integer::sum);
            lastWords.merge(phase(output), 1, Integer::sum);
        } else {
            stoppedFirst++;
        }
    }

    private static String phase(String output) {
        if (output.contains("agent_stopping")) {
            return "stopping";
        }
        if (output.contains("agent_ready")) {
            return "taking messages";
        }
        return output.contains("agent_started") ? "recovered, its ports not open" : "before its first record";
    }

    void print(List<CampaignSite> sites) {
        System.out.printf(
                Locale.ROOT,
                "%s %d of %d kills, %d acknowledgements checked, %s; starts %.1f s%n",
                Instant.now(),
                kills(),
                wanted,
                acknowledged(sites),
                byKind(),
                meanStart());
    }

    private static long acknowledged(List<CampaignSite> sites) {
        return sites.stream().mapToLong(site -> site.oracle.acknowledged()).sum();
    }

    /** As {@code chronicle 5 {LOADED=4, STOPPING=1}}. */
    private String byKind() {
        return kills.entrySet().stream()
                .map(kind -> CampaignSite.name(kind.getKey()) + " " + sum(kind.getValue()) + " " + kind.getValue())
                .collect(Collectors.joining(", "));
    }

    private double meanStart() {
        return startsSeen == 0 ? 0 : starts.toMillis() / 1_000.0 / startsSeen;
    }

    /** After the last check, which found nothing. */
    void write(List<CampaignSite> sites) throws IOException {
        String text = String.format(
                Locale.ROOT,
                """
                seed %d, from %s to %s
                machine: %s
                kills: %d in %d lives of an agent, of which %d had stopped before the signal
                by kind of journal and moment: %s
                what the killed ones had come to: %s
                unfinished ends cut at starts: %d
                starts that came to their end: %d, mean %.1f s, longest %.1f s
                messages by device of each journal: %s
                acknowledgements compared with what is stored: %d, in %d readings of journal and collector
                connections that the line troubled: %d
                lost, doubled or out of order: 0
                """,
                seed,
                began,
                Instant.now(),
                machine(),
                kills(),
                lives,
                stoppedFirst,
                byKind(),
                lastWords,
                cuts,
                startsSeen,
                meanStart(),
                longestStart.toMillis() / 1_000.0,
                sites.stream()
                        .map(site -> site.devices.stream()
                                .map(device -> device + "=" + device.last())
                                .toList())
                        .toList(),
                acknowledged(sites),
                sites.stream().mapToLong(site -> site.oracle.checks()).sum(),
                sites.stream().mapToLong(site -> site.line.troubled()).sum());
        System.out.print(text);
        Files.writeString(Path.of("target", "kill-campaign-" + seed + ".txt"), text);
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", Java " + System.getProperty("java.version");
    }
}
