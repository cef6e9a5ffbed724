package io.wardlog.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums up what campaigns left in {@code target/fuzz.tsv}, as a table of Markdown. It needs no build: {@code java
 * testkit/src/main/java/io/wardlog/testkit/FuzzReport.java shared/target/fuzz.tsv edge-agent/target/fuzz.tsv}.
 */
public final class FuzzReport {

    /** One parser's runs together: CPU in milliseconds, the largest growth of a run's heap in KiB. */
    private record Sum(long guided, long mutated, long cpu, long grown, long findings) {

        static final Sum NOTHING = new Sum(0, 0, 0, 0, 0);

        /** As {@code Tally} writes it. */
        static Sum of(String[] fields) {
            long inputs = Long.parseLong(fields[2]);
            boolean isGuided = fields[1].equals("guided");
            return new Sum(
                    isGuided ? inputs : 0,
                    isGuided ? 0 : inputs,
                    Long.parseLong(fields[4]),
                    isGuided ? 0 : Long.parseLong(fields[6]) - Long.parseLong(fields[5]),
                    Long.parseLong(fields[7]));
        }

        Sum and(Sum other) {
            return new Sum(
                    guided + other.guided,
                    mutated + other.mutated,
                    cpu + other.cpu,
                    Math.max(grown, other.grown),
                    findings + other.findings);
        }

        String row(String name) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %,d | %,d | %,d | %,d | %d |",
                    name,
                    guided,
                    mutated,
                    cpu / 1_000,
                    grown,
                    findings);
        }
    }

    private FuzzReport() {}

    /** Prints the table of the files that are named. */
    public static void main(String[] files) throws IOException {
        Map<String, Sum> parsers = new TreeMap<>();
        for (String file : files) {
            for (String line : Files.readAllLines(Path.of(file))) {
                String[] fields = line.split("\t", -1);
                String name = '`' + fields[0].substring(fields[0].lastIndexOf('.') + 1) + '`';
                parsers.merge(name, Sum.of(fields), Sum::and);
            }
        }
        System.out.println("| fuzz test | guided | mutations | CPU s | heap grown KiB | findings |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: |");
        parsers.forEach((name, sum) -> System.out.println(sum.row(name)));
        System.out.println(
                parsers.values().stream().reduce(Sum.NOTHING, Sum::and).row("all"));
    }
}
