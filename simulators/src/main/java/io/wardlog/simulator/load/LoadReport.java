package io.wardlog.simulator.load;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Writes a run down: {@code seconds.csv} and {@code latency.hlog} (HdrHistogram's log, microseconds) second by second, {@code summary.json} and
 * {@code load.svg} at its end. Without a directory it only counts. Used by one thread.
 */
final class LoadReport implements AutoCloseable {
    private static final long SECOND_NANOS = 1_000_000_000;

    private final LoadPlan plan;
    private final LoadCounts counts;
    private final List<Second> seconds = new ArrayList<>();
    private final Histogram total = new Histogram(3);
    private final Optional<Path> directory;
    private Writer csv = Writer.nullWriter();
    private PrintStream logBytes;
    private HistogramLogWriter log;
    private Instant start;
    private long nextNanos = SECOND_NANOS;
    private double writtenUntil;
    private long[] before = new long[7];

    private LoadReport(LoadPlan plan, LoadCounts counts) {
        this.plan = plan;
        this.counts = counts;
        this.directory = plan.files().directory();
    }

    static LoadReport open(LoadPlan plan, LoadCounts counts) throws IOException {
        LoadReport report = new LoadReport(plan, counts);
        if (report.directory.isPresent()) {
            Path files = Files.createDirectories(report.directory.get());
            report.csv = Files.newBufferedWriter(files.resolve("seconds.csv"));
            report.csv.write(Second.HEADER + "\n");
            report.logBytes = new PrintStream(
                    Files.newOutputStream(files.resolve("latency.hlog")), false, StandardCharsets.UTF_8);
            report.log = new HistogramLogWriter(report.logBytes);
        }
        return report;
    }

    /** From now on seconds are counted. */
    void begin(Instant startTime) {
        start = startTime;
        if (log != null) {
            log.outputComment(
                    "wardlog simulate load: from the time at which a message was due to its answer, microseconds");
            log.outputLogFormatVersion();
            log.outputStartTime(start.toEpochMilli());
            log.setBaseTime(start.toEpochMilli());
            log.outputLegend();
        }
    }

    /** Writes a second down when it is over. */
    void tick(long elapsedNanos) throws IOException {
        if (elapsedNanos >= nextNanos) {
            write(elapsedNanos / 1e9);
            nextNanos = (elapsedNanos / SECOND_NANOS + 1) * SECOND_NANOS;
        }
    }

    private void write(double at) throws IOException {
        Histogram latencies = counts.latencies.getIntervalHistogram();
        long[] now = {
            counts.due.sum(),
            counts.sent.sum(),
            counts.acknowledged.sum(),
            counts.refused.sum(),
            counts.resent.sum(),
            counts.late.sum(),
            counts.lost.sum()
        };
        long[] change = new long[now.length];
        for (int i = 0; i < now.length; i++) {
            change[i] = now[i] - before[i];
        }
        before = now;
        Second second = new Second(
                at,
                change[0],
                change[1],
                change[2],
                change[3],
                change[4],
                change[5],
                change[6],
                counts.connected.sum(),
                counts.unanswered(),
                Second.Latency.of(latencies));
        seconds.add(second);
        csv.write(second.toCsv() + "\n");
        if (log != null) {
            log.outputIntervalHistogram(writtenUntil, at, latencies);
        }
        writtenUntil = at;
    }

    /** The last second, and the files of the whole run. */
    LoadSummary end(Duration connecting, Duration sending, Stretch measured, String failure) throws IOException {
        write(Duration.between(start, Instant.now()).toNanos() / 1e9);
        total.add(counts.measured.getIntervalHistogram());
        LoadSummary summary =
                new LoadSummary(plan, Machine.ofThis(), counts, total, connecting, sending, measured, failure);
        if (directory.isPresent()) {
            Files.writeString(
                    directory.get().resolve("summary.json"), summary.toJson().toPrettyString() + "\n");
            Files.writeString(directory.get().resolve("load.svg"), new LoadPlot(seconds, summary).toSvg());
        }
        return summary;
    }

    @Override
    public void close() throws IOException {
        csv.close();
        if (logBytes != null) {
            logBytes.close();
        }
    }
}
