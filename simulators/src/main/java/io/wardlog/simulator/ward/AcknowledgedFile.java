package io.wardlog.simulator.ward;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file with the id of every acknowledged event, one a line, for whoever wants to check that each arrived. Appended to, in whole lines: a simulator that
 * was killed and started again goes on in the same file.
 */
final class AcknowledgedFile implements AutoCloseable {
    private final OutputStream out;
    private final StringBuilder unwritten = new StringBuilder();

    AcknowledgedFile(Path file) throws IOException {
        this.out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void add(String eventId) {
        unwritten.append(eventId).append('\n');
    }

    /** Hands what was added to the operating system, in one write. */
    void flush() {
        try {
            out.write(unwritten.toString().getBytes(StandardCharsets.UTF_8));
            unwritten.setLength(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (out) {
            flush();
        }
    }
}
