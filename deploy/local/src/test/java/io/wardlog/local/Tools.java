package io.wardlog.local;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs from Debian packages that tests use as real clients; a test that lacks one is skipped and says how to install it. */
final class Tools {
    private static final long PATIENCE_SECONDS = 30;

    private Tools() {}

    static void need(String program, String debianPackage) {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        assumeTrue(there, program + " is missing; install with: apt-get install " + debianPackage);
    }

    /** Runs a shell command and has its output; a status other than 0 fails. */
    static String shell(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of("sh", "-c", command))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(command + " failed:\n" + output);
        }
        return output;
    }
}
