package io.wardlog.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the processes' own HTTP addresses. Safe for use by several threads. */
public final class Probe {
    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration EXPORT_TIMEOUT = Duration.ofMinutes(10);
    private static final long EVERY_MILLIS = 200;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /** Whether the address answers 200; not to be reached is no. */
    public boolean isOk(String url) throws InterruptedException {
        try {
            return send(url, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The body of a 200. */
    public String get(String url) throws IOException, InterruptedException {
        HttpResponse<String> response = send(url, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(url + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** Writes the body of a 200 to the file; a body that breaks off fails. */
    void download(String url, Path file) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(EXPORT_TIMEOUT).build();
        HttpResponse<Path> response = client.send(request, HttpResponse.BodyHandlers.ofFile(file));
        if (response.statusCode() != 200) {
            throw new IOException(url + " answered " + response.statusCode());
        }
    }

    /**
     * The sum of a Prometheus metric over its series that carry the label text (such as {@code role="index"}); 0 when none of its series
     * does.
     *
     * @throws IOException when there is no metric of that name at all: then its number says nothing
     */
    public double metric(String url, String name, String label) throws IOException, InterruptedException {
        List<String> series = get(url).lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .toList();
        if (series.isEmpty()) {
            throw new IOException(url + " has no metric " + name);
        }
        return series.stream()
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** A condition that may ask over HTTP. */
    public interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Waits until the condition holds; false when the time is over or {@code givenUp} says that it is of no use. */
    public static boolean await(Duration patience, BooleanSupplier givenUp, Condition condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline && !givenUp.getAsBoolean()) {
            try {
                if (condition.holds()) {
                    return true;
                }
            } catch (IOException e) {
                // Another process that is not there yet, or no longer: that is what the deadline is for.
                LOG.atDebug().setCause(e).log("probe_failed");
            }
            Thread.sleep(EVERY_MILLIS);
        }
        return false;
    }

    private <T> HttpResponse<T> send(String url, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
        return client.send(request, handler);
    }

    /** A count for people. */
    static String count(double value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value));
    }
}
