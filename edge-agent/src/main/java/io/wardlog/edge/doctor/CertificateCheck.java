package io.wardlog.edge.doctor;

import io.wardlog.error.FileFailure;
import io.wardlog.tls.ExpiryReminder;
import io.wardlog.tls.TlsFiles;
import io.wardlog.tls.TlsMaterial;
import io.wardlog.tls.TlsRenewal;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A certificate and its key: both can be read, belong together, are valid, and stay so for a while.
 *
 * @param name {@code certificate_ports} or {@code certificate_uplink}
 */
public record CertificateCheck(String name, TlsFiles files, Instant now) implements Check {

    private static final String NEXT_CA = "put the next CA beside the old one in the file";
    private static final String SET_CLOCK =
            "set the gateway's clock if it is wrong; else put a certificate and key that are valid now in the place of these";
    private static final String REPLACE =
            "put a new certificate and its key in the place of the old ones; a running agent takes them over by itself";

    @Override
    public void look(Consumer<Diagnosis> say) {
        try {
            TlsMaterial material = TlsMaterial.read(files, now);
            Instant end = material.notAfter();
            String found = files.certificate() + " belongs to its key and is valid to " + end + ", "
                    + Duration.between(now, end).toDays() + " days";
            say.accept(isSoon(end) ? Diagnosis.warning(name, found, REPLACE) : Diagnosis.ok(name, found));
            authority(material.caNotAfter(), say);
        } catch (FileSystemException unread) {
            say.accept(
                    Diagnosis.failed(
                            name,
                            FileFailure.reason(unread),
                            "correct the path, put the file there, or let the agent's user read it; run the doctor as that user"));
        } catch (IOException wrong) {
            say.accept(Diagnosis.failed(name, wrong.getMessage(), hasNotBegun() ? SET_CLOCK : REPLACE));
        }
    }

    private boolean hasNotBegun() {
        try {
            return TlsRenewal.atAnyTime(files, () -> now).current().notBefore().isAfter(now);
        } catch (IOException otherwiseWrong) {
            return false; // said already
        }
    }

    private void authority(Instant end, Consumer<Diagnosis> say) {
        String found = "the last CA in " + files.ca() + " is valid to " + end;
        if (now.isAfter(end)) {
            say.accept(Diagnosis.failed(name, found + ": nobody on the other end is believed", NEXT_CA));
        } else if (isSoon(end)) {
            say.accept(Diagnosis.warning(name, found, NEXT_CA));
        }
    }

    private boolean isSoon(Instant end) {
        return !now.plus(ExpiryReminder.EARLY).isBefore(end);
    }
}
