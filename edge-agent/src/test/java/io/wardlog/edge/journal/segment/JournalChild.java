package io.wardlog.edge.journal.segment;

import static io.wardlog.edge.journal.segment.JournalFixture.append;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A process of its own that appends and says on its output what is durable, one number a line, until it is killed. */
final class JournalChild {

    private JournalChild() {}

    public static void main(String[] arguments) throws IOException {
        Random random = new Random(Long.parseLong(arguments[1]));
        long groups = Long.parseLong(arguments[2]);
        try (SegmentJournal journal = JournalFixture.open(SegmentKind.valueOf(arguments[3]), Path.of(arguments[0]))) {
            say(journal.nextOrdinal());
            for (long i = 0; i < groups; i++) {
                append(journal, 1 + random.nextInt(40));
                say(journal.nextOrdinal());
            }
        }
    }

    private static void say(long durableEnd) {
        System.out.println("durable " + durableEnd);
        System.out.flush();
    }

    /** Starts one; {@code before} is what runs it, for example a tracer. */
    static Process start(SegmentKind kind, Path directory, long seed, long groups, String... before)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(before));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--") || flag.startsWith("-Dchronicle"))
                .toList());
        command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(
                JournalChild.class.getName(),
                directory.toString(),
                Long.toString(seed),
                Long.toString(groups),
                kind.name()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static BufferedReader output(Process child) {
        return new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    }

    /** What the line says is durable, -1 when it says nothing of it. A line cut short says less, never more. */
    static long durableEnd(String line) {
        String word = "durable ";
        return line.startsWith(word) && line.length() > word.length()
                ? Long.parseLong(line.substring(word.length()))
                : -1;
    }
}
