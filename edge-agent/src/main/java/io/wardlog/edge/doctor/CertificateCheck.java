package io.wardlog.edge.doctor;

import io.wardlog.tls.ExpiryReminder;
import io.wardlog.tls.TlsFiles;
import io.wardlog.tls.TlsMaterial;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A certificate and its key: both can be read, belong together, are valid, and stay so for a while.
 *
 * @param name {@code certificate_ports} or {@code certificate_uplink}
 */
public record CertificateCheck(String name, TlsFiles files, Instant now) implements Check {

    private static final String REPLACE =
            "put a new certificate and its key in the place of the old ones; a running agent takes them over by itself";

    @Override
    public void look(Consumer<Diagnosis> say) {
        try {
            Instant end = TlsMaterial.read(files, now).notAfter();
            String found = files.certificate() + " belongs to its key and is valid to " + end + ", "
                    + Duration.between(now, end).toDays() + " days";
            boolean isSoon = !now.plus(ExpiryReminder.EARLY).isBefore(end);
            say.accept(isSoon ? Diagnosis.warning(name, found, REPLACE) : Diagnosis.ok(name, found));
        } catch (java.nio.file.NoSuchFileException missing) {
            say.accept(Diagnosis.failed(
                    name, missing.getMessage() + " does not exist", "correct the path, or put the file there"));
        } catch (IOException wrong) {
            say.accept(Diagnosis.failed(name, wrong.getMessage(), REPLACE));
        }
    }
}
