package io.wardlog.bench;

import io.wardlog.simulator.load.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs all benchmarks on one thread and prints the rows of docs/performance.md, ratios in this one run. {@code --quick}: short, to see that it works. The
 * raw results go to {@code target/jmh.json}. {@code --journal DIR}: only {@link JournalBench}, on the disk of this directory.
 */
public final class BenchMain {
    private BenchMain() {}

    /** A ratio between two benchmarks, and what it is to be at least, or at most. */
    private record Ratio(String number, String goal, String of, String to, double limit, boolean atLeast) {
        String row(Map<String, Double> micros) {
            double is = micros.get(of) / micros.get(to);
            boolean reached = atLeast ? is >= limit : is <= limit;
            return BenchMain.row(number, goal, String.format(Locale.ROOT, "%.1f ×", is), reached);
        }
    }

    private static final List<Ratio> RATIOS = List.of(
            new Ratio("P1", "accept path: ≥ 10 × less than libraries", "AcceptBenchmark.libraries", "AcceptBenchmark.wardlog", 10, true),
            new Ratio("P1", "accept path: ≤ 3.5 × one SHA-256 of the record", "AcceptBenchmark.wardlog", "AcceptBenchmark.oneSha256", 3.5, false),
            new Ratio("P6", "ingest check: ≥ 10 × less than libraries", "IngestBenchmark.libraries", "IngestBenchmark.wardlog", 10, true));
    private static final List<Speed> SPEEDS = List.of(
            new Speed("P8", "verify ≥ 500,000 events/s a core", "VerifyBenchmark.export", 500_000),
            new Speed("P11", "archive: ≥ 100,000 rows/s a core", "ArchiveBenchmark.checkAndWrite", 100_000));

    /** How many a second one thread is to do at least. */
    private record Speed(String number, String goal, String of, double limit) {
        String row(Map<String, Double> micros) {
            double is = 1e6 / micros.get(of);
            return BenchMain.row(number, goal, String.format(Locale.ROOT, "%,.0f", is), is >= limit);
        }
    }

    public static void main(String[] args) throws Exception {
        boolean quick = List.of(args).contains("--quick");
        int journal = List.of(args).indexOf("--journal");
        if (journal >= 0) {
            System.out.println(new JournalBench(Path.of(args[journal + 1]).toAbsolutePath(), quick).run());
            return;
        }
        Path json = Path.of("target", "jmh.json");
        Files.createDirectories(json.toAbsolutePath().getParent());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("io\\.wardlog\\.bench\\..*Benchmark")
                .threads(1)
                .forks(quick ? 1 : 3)
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(2))
                .measurementIterations(quick ? 2 : 5)
                .measurementTime(TimeValue.seconds(2))
                .jvmArgsAppend("-Xmx1g", "-XX:+UseSerialGC")
                .resultFormat(ResultFormatType.JSON)
                .result(json.toString());
        print(new Runner(options.build()).run());
    }

    private static void print(Collection<RunResult> results) throws Exception {
        Map<String, Double> micros = new TreeMap<>();
        StringBuilder table = new StringBuilder("\n| benchmark | µs an event, one thread | ± |\n| --- | --- | --- |\n");
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark().replaceFirst(".*\\.([^.]*\\.[^.]*)$", "$1");
            micros.put(name, result.getPrimaryResult().getScore());
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f |%n",
                    name,
                    result.getPrimaryResult().getScore(),
                    result.getPrimaryResult().getScoreError()));
        }
        table.append("\n| no. | goal | figure | reached |\n| --- | --- | --- | --- |\n");
        RATIOS.forEach(ratio -> table.append(ratio.row(micros)));
        SPEEDS.forEach(speed -> table.append(speed.row(micros)));
        table.append(String.format(
                Locale.ROOT,
                "%nMean event: %.0f bytes canonical. Machine: %s.%n",
                new Material().eventBytes(),
                Machine.ofThis().toText()));
        Files.writeString(Path.of("target", "jmh.md"), table);
        System.out.println(table);
    }

    private static String row(String number, String goal, String figure, boolean reached) {
        return "| %s | %s | %s | %s |%n".formatted(number, goal, figure, reached ? "yes" : "no");
    }
}
