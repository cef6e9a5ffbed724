package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.life.TlsWatch;
import io.wardlog.tls.ExpiryReminder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** Section {@code certificates}: until when those in force are valid, and whether newer files wait that cannot be used. */
public record CertificateSection(List<TlsWatch> watches, InstantSource clock) implements StatusSection {

    @Override
    public void describe(ObjectNode status, Consumer<Finding> wrong) {
        ArrayNode all = status.putArray("certificates");
        Instant now = clock.instant();
        for (TlsWatch watch : watches) {
            Instant end = watch.notAfter();
            all.addObject()
                    .put("use", watch.use())
                    .put("notAfter", end.toString())
                    .put("days", Duration.between(now, end).toDays());
            if (now.isAfter(end)) {
                wrong.accept(new Finding(Finding.Code.CERTIFICATE_EXPIRED, watch.use() + ": over since " + end));
            } else if (!now.plus(ExpiryReminder.EARLY).isBefore(end)) {
                wrong.accept(new Finding(Finding.Code.CERTIFICATE_EXPIRES, watch.use() + ": on " + end));
            }
            watch.refusedNow()
                    .ifPresent(why ->
                            wrong.accept(new Finding(Finding.Code.CERTIFICATE_REFUSED, watch.use() + ": " + why)));
        }
    }
}
