package io.wardlog.edge.journal.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Looks from outside, at the system calls, whether a real sync precedes each word that something is durable. */
class SyncTraceTest extends OnEachKind {

    private static final int GROUPS = 50;
    private static final Pattern SYNCED = Pattern.compile(
            "fdatasync\\(\\d+<[^>]*(\\.cq4|/groups)>\\)\\s*=\\s*0|<... fdatasync resumed>\\)\\s*=\\s*0");
    private static final Pattern TOLD = Pattern.compile("write\\(1<.*\"durable (\\d+)");

    @Test
    void aRealSyncPrecedesEachAcknowledgement() throws Exception {
        assumeTrue(installed("strace"), "strace is missing; install with: apt-get install strace");
        Path trace = directory.resolve("trace");
        Process child = JournalChild.start(
                kind,
                directory.resolve("journal"),
                1,
                GROUPS,
                "strace",
                "-f",
                "-y",
                "-s",
                "200",
                "-e",
                "trace=write,fdatasync,fsync",
                "-o",
                trace.toString());
        try (BufferedReader output = JournalChild.output(child)) {
            assertThat(output.lines().filter(line -> JournalChild.durableEnd(line) > 0))
                    .hasSize(GROUPS);
        }
        assertThat(child.waitFor()).isZero();
        assertSyncedBeforeTold(Files.readAllLines(trace));
    }

    private static void assertSyncedBeforeTold(List<String> calls) {
        long told = 0;
        boolean synced = false;
        for (String call : calls) {
            var word = TOLD.matcher(call);
            if (SYNCED.matcher(call).find()) {
                synced = true;
            } else if (word.find() && !word.group(1).equals("0")) {
                assertThat(synced).as("synced before %s", call).isTrue();
                synced = false;
                told++;
            }
        }
        assertThat(told).isEqualTo(GROUPS);
    }

    private static boolean installed(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }
}
