package io.wardlog.simulator.link;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file with the id of every acknowledged event, one a line, for whoever wants to check that each arrived. Appended to, in whole lines: a simulator that
 * was killed and started again goes on in the same file. Safe for use by several threads.
 */
public final class AcknowledgedFile implements AutoCloseable {
    private final OutputStream out;
    private final StringBuilder unwritten = new StringBuilder();

    public AcknowledgedFile(Path file) throws IOException {
        this.out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Keeps the line until the next {@link #flush}: an event's id, and whatever the file's reader wants to know of it behind a blank. */
    public synchronized void add(String line) {
        unwritten.append(line).append('\n');
    }

    /** Hands what was added to the operating system, in one write. */
    public synchronized void flush() {
        try {
            out.write(unwritten.toString().getBytes(StandardCharsets.UTF_8));
            unwritten.setLength(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try (out) {
            flush();
        }
    }
}
