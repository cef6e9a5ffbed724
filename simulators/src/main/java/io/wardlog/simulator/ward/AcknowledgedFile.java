package io.wardlog.simulator.ward;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with the id of every acknowledged event, one a line, for whoever wants to check that each arrived. */
final class AcknowledgedFile implements AutoCloseable {
    private final BufferedWriter writer;

    AcknowledgedFile(Path file) throws IOException {
        this.writer = Files.newBufferedWriter(file);
    }

    void add(String eventId) {
        try {
            writer.write(eventId);
            writer.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void flush() {
        try {
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
