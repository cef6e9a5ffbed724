package io.wardlog.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that are read and shows them about twice a second. */
final class ProgressStream extends FilterInputStream {
    private static final long INTERVAL_NANOS = 500_000_000L;

    private final Terminal terminal;
    private long bytes;
    private long nextReport = System.nanoTime() + INTERVAL_NANOS;

    ProgressStream(InputStream in, Terminal terminal) {
        super(in);
        this.terminal = terminal;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        count(Math.max(0, read));
        return read;
    }

    @Override
    public void close() throws IOException {
        terminal.wipe();
        super.close();
    }

    private void count(int read) {
        bytes += read;
        long now = System.nanoTime();
        if (now - nextReport >= 0) {
            nextReport = now + INTERVAL_NANOS;
            terminal.progress(bytes);
        }
    }
}
