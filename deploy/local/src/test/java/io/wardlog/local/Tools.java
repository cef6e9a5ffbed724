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
    private static final long PATIENCE_SECONDS = 60;

    private Tools() {}

    static void need(String program, String debianPackage) {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        assumeTrue(there, program + " is missing; install with: apt-get install " + debianPackage);
    }

    /** Runs a program on this input and has what it said, errors included, whatever its status; one that does not end fails. */
    static String run(byte[] input, List<String> command) throws IOException, InterruptedException {
        Path in = Files.createTempFile("wardlog-client-", ".in");
        Path out = Files.createTempFile("wardlog-client-", ".out");
        try {
            Files.write(in, input);
            Process process = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String output = Files.readString(out, StandardCharsets.ISO_8859_1);
            if (!ended) {
                throw new AssertionError(command + " did not end:\n" + output);
            }
            return output;
        } finally {
            Files.delete(in);
            Files.delete(out);
        }
    }
}
