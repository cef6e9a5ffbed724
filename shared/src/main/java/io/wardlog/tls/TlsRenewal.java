package io.wardlog.tls;

import io.wardlog.error.FileFailure;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * TLS files that may be replaced while the process runs. What they hold counts only when it is whole: a certificate without its key, as
 * it stands for a moment while somebody replaces one file after the other, leaves in force what was there before. Thread-safe.
 */
public final class TlsRenewal {

    private final TlsFiles files;
    private final InstantSource clock;
    private TlsMaterial.Bytes seen;
    private TlsMaterial current;
    private Optional<String> refused = Optional.empty();

    /** What {@link #look} found. */
    public sealed interface Change {
        /** Nothing that was not said before. */
        record None() implements Change {}

        /** The files hold something new that can be used. */
        record Renewed(TlsMaterial material) implements Change {}

        /** They hold something that cannot; said once. */
        record Refused(String why) implements Change {}
    }

    /**
     * Reads the files for the first time.
     *
     * @throws IOException when they are not as {@link TlsMaterial#read} wants them
     */
    public TlsRenewal(TlsFiles files, InstantSource clock) throws IOException {
        this(files, clock, TlsMaterial.Bytes.read(files), bytes -> bytes.check(files, clock.instant()));
    }

    private TlsRenewal(TlsFiles files, InstantSource clock, TlsMaterial.Bytes first, Check check) throws IOException {
        this.files = files;
        this.clock = clock;
        this.seen = first;
        this.current = check.check(first);
    }

    /** What the first bytes must pass. */
    private interface Check {
        TlsMaterial check(TlsMaterial.Bytes bytes) throws IOException;
    }

    /**
     * The same for whoever must begin also when the certificate's time is over, or has not come because the clock is wrong. What takes its
     * place later must be valid then.
     *
     * @throws IOException when the files are otherwise not as they must be
     */
    public static TlsRenewal atAnyTime(TlsFiles files, InstantSource clock) throws IOException {
        return new TlsRenewal(files, clock, TlsMaterial.Bytes.read(files), bytes -> bytes.check(files));
    }

    /** The last that could be used. */
    public synchronized TlsMaterial current() {
        return current;
    }

    /** Why what the files held at the last look cannot be used, empty when it can. */
    public synchronized Optional<String> refused() {
        return refused;
    }

    /** Reads the files again. */
    public synchronized Change look() {
        try {
            TlsMaterial.Bytes now = TlsMaterial.Bytes.read(files);
            boolean isSame = now.sameAs(seen);
            if (!isSame) {
                current = now.check(files, clock.instant());
                seen = now;
            }
            refused = Optional.empty();
            return isSame ? new Change.None() : new Change.Renewed(current);
        } catch (IOException why) {
            return refuse(why);
        }
    }

    private Change refuse(IOException failure) {
        String why = FileFailure.reason(failure);
        boolean isNews = !refused.equals(Optional.of(why));
        refused = Optional.of(why);
        return isNews ? new Change.Refused(why) : new Change.None();
    }
}
