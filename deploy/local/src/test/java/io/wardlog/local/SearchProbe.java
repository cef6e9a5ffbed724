package io.wardlog.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long it takes from an event's PUBACK until OpenSearch finds it: follows the file of acknowledged ids, takes every so many, and asks for all
 * that were not found yet, again and again. What it measures is never too short, and too long by at most the time between two questions. What was
 * acknowledged while the processes warm up must be found, too, but its times are kept apart.
 */
final class SearchProbe implements AutoCloseable {
    /** It samples at a pace of its own: OpenSearch tells nobody that it can find something, and asking without a pause would be a load of its own. */
    private static final long PAUSE_MILLIS = 50;

    private static final int MOST_ASKED = 500;

    /** One that was found, so long after its acknowledgement. */
    private record Found(long acknowledgedMicros, double seconds) {}

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI search;
    private final Path acknowledged;
    private final int every;
    private final Map<String, Long> waiting = new HashMap<>();
    private final List<Found> found = new ArrayList<>();
    private final Duration warmUp;
    private long warmMicros = Long.MAX_VALUE;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "search-probe");
    private BufferedReader lines;
    private long line;
    private double longestPause;
    private volatile boolean stopping;

    SearchProbe(String openSearch, Path acknowledged, int every, Duration warmUp) {
        this.search = URI.create(openSearch + "/wardlog-events/_search?filter_path=hits.hits._source.eventId");
        this.acknowledged = acknowledged;
        this.every = every;
        this.warmUp = warmUp;
        thread.start();
    }

    private void run() {
        try {
            long last = System.nanoTime();
            long giveUp = Long.MAX_VALUE;
            while (!stopping || !waiting.isEmpty() && System.nanoTime() < giveUp) {
                if (stopping && giveUp == Long.MAX_VALUE) {
                    giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
                }
                take();
                if (!waiting.isEmpty()) {
                    ask();
                }
                Thread.sleep(PAUSE_MILLIS);
                longestPause = Math.max(longestPause, (System.nanoTime() - last) / 1e9);
                last = System.nanoTime();
            }
            ended.complete(null);
        } catch (IOException | InterruptedException | RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    private void take() throws IOException {
        if (lines == null) {
            if (Files.notExists(acknowledged)) {
                return;
            }
            lines = Files.newBufferedReader(acknowledged);
        }
        for (String next = lines.readLine(); next != null; next = lines.readLine()) {
            String[] words = next.split(" ");
            boolean whole = words.length == 2 && words[1].length() == 16;
            if (line++ % every == 0 && whole) {
                take(words[0], Long.parseLong(words[1]));
            }
        }
    }

    private void take(String eventId, long acknowledgedMicros) {
        if (warmMicros == Long.MAX_VALUE) {
            warmMicros = acknowledgedMicros + TimeUnit.NANOSECONDS.toMicros(warmUp.toNanos());
        }
        waiting.put(eventId, acknowledgedMicros);
    }

    private void ask() throws IOException, InterruptedException {
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("size", MOST_ASKED);
        query.putArray("_source").add("eventId");
        ArrayNode ids = query.putObject("query").putObject("terms").putArray("eventId");
        waiting.keySet().stream().limit(MOST_ASKED).forEach(ids::add);
        HttpRequest request = HttpRequest.newBuilder(search)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(query.toString()))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        Instant now = Instant.now();
        double micros = now.getEpochSecond() * 1e6 + now.getNano() / 1e3;
        for (JsonNode id : json.readTree(answer.body()).findValues("eventId")) {
            Long since = waiting.remove(id.asText());
            if (since != null) {
                found.add(new Found(since, (micros - since) / 1e6));
            }
        }
    }

    /**
     * Seconds from PUBACK to found.
     *
     * @param lost how many were never found
     * @param p99SecondHalf of what was acknowledged in the second half of the time, when the processes have compiled themselves
     * @param maxWarmingUp the longest of the time that the percentiles leave out
     * @param resolution the longest time between two questions
     */
    record Result(
            int found,
            int lost,
            double p50,
            double p99,
            double p99SecondHalf,
            double max,
            double maxWarmingUp,
            double resolution) {}

    /** Waits until what was taken is found, at most half a minute. */
    Result finish() throws Exception {
        stopping = true;
        ended.get();
        List<Double> warm = sorted(warmMicros, Long.MAX_VALUE);
        long first = warmMicros - TimeUnit.NANOSECONDS.toMicros(warmUp.toNanos());
        long last = found.stream().mapToLong(Found::acknowledgedMicros).max().orElse(first);
        List<Double> secondHalf = sorted(first + (last - first) / 2, Long.MAX_VALUE);
        List<Double> warmingUp = sorted(0, warmMicros);
        return new Result(
                warm.size(),
                waiting.size(),
                percentile(warm, 0.5),
                percentile(warm, 0.99),
                percentile(secondHalf, 0.99),
                percentile(warm, 1),
                warmingUp.isEmpty() ? 0 : percentile(warmingUp, 1),
                longestPause);
    }

    /** The seconds of what was acknowledged from then on, and before then. */
    private List<Double> sorted(long from, long before) {
        return found.stream()
                .filter(each -> each.acknowledgedMicros() >= from && each.acknowledgedMicros() < before)
                .map(Found::seconds)
                .sorted()
                .toList();
    }

    private static double percentile(List<Double> seconds, double share) {
        return seconds.isEmpty() ? Double.NaN : seconds.get((int) Math.ceil(share * seconds.size()) - 1);
    }

    @Override
    public void close() throws Exception {
        stopping = true;
        thread.join();
        if (lines != null) {
            lines.close();
        }
    }
}
