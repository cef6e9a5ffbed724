package io.wardlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.verify.ExportFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command, in a process with a heap many times smaller than the export. */
class FlatMemoryTest {
    private static final int CHAINS = 20;
    private static final int RECORDS = 84_000;
    private static final int HEAP_MIB = 16;

    @TempDir
    Path dir;

    @Test
    @Timeout(120)
    void aLargeExportIsVerifiedInASmallHeap() throws IOException, InterruptedException {
        Path export = dir.resolve("export.ndjson");
        write(export);
        assertThat(Files.size(export)).isGreaterThan(4L * HEAP_MIB * 1024 * 1024);
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        Process verify = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MIB + "m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WardlogMain.class.getName(),
                        "verify",
                        "--json",
                        export.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(verify.waitFor(100, TimeUnit.SECONDS)).isTrue();
        } finally {
            verify.destroyForcibly();
        }
        assertThat(Files.readString(out)).contains("\"events\":" + RECORDS, "\"verdict\":\"VERIFIED\"");
        assertThat(Files.readString(err)).as("no progress where no terminal is").doesNotContain("MiB read");
        assertThat(verify.exitValue()).isZero();
    }

    private static void write(Path export) throws IOException {
        try (OutputStream out = Files.newOutputStream(export)) {
            for (int chain = 0; chain < CHAINS; chain++) {
                List<String> lines = ExportFixture.lines(ExportFixture.pump(chain), RECORDS / CHAINS);
                out.write(ExportFixture.file(lines));
            }
        }
    }
}
