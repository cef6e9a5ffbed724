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

/**
 * Measures how long it takes from an event's PUBACK until OpenSearch finds it: follows the file of acknowledged ids, takes every so many, and asks for all
 * that were not found yet, again and again. What it measures is never too short, and too long by at most the time between two questions.
 */
final class SearchProbe implements AutoCloseable {
    private static final long PAUSE_MILLIS = 50;
    private static final int MOST_ASKED = 500;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI search;
    private final Path acknowledged;
    private final int every;
    private final Map<String, Long> waiting = new HashMap<>();
    private final List<Double> seconds = new ArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "search-probe");
    private BufferedReader lines;
    private long line;
    private double longestPause;
    private volatile boolean stopping;

    SearchProbe(String openSearch, Path acknowledged, int every) {
        this.search = URI.create(openSearch + "/wardlog-events/_search?filter_path=hits.hits._source.eventId");
        this.acknowledged = acknowledged;
        this.every = every;
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
                waiting.put(words[0], Long.parseLong(words[1]));
            }
        }
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
                seconds.add((micros - since) / 1e6);
            }
        }
    }

    /** Seconds from PUBACK to found; {@code lost} were never found, {@code resolution} is the longest time between two questions. */
    record Result(int found, int lost, double p50, double p99, double max, double resolution) {}

    /** Waits until what was taken is found, at most half a minute. */
    Result finish() throws Exception {
        stopping = true;
        ended.get();
        seconds.sort(null);
        return new Result(
                seconds.size(), waiting.size(), percentile(0.5), percentile(0.99), percentile(1), longestPause);
    }

    private double percentile(double share) {
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
