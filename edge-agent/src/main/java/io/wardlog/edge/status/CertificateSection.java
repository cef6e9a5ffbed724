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

/** Section {@code certificates}: from when and until when those in force, and their CAs, are valid, and whether newer files wait that cannot be used. */
public record CertificateSection(List<TlsWatch> watches, InstantSource clock) implements StatusSection {

    @Override
    public void describe(ObjectNode status, Consumer<Finding> wrong) {
        ArrayNode all = status.putArray("certificates");
        Instant now = clock.instant();
        for (TlsWatch watch : watches) {
            all.addObject()
                    .put("use", watch.use())
                    .put("notBefore", watch.notBefore().toString())
                    .put("notYetValid", now.isBefore(watch.notBefore()))
                    .put("notAfter", watch.notAfter().toString())
                    .put("expired", now.isAfter(watch.notAfter()))
                    .put("days", Duration.between(now, watch.notAfter()).toDays())
                    .put("caNotAfter", watch.caNotAfter().toString());
            find(watch, now, wrong);
        }
    }

    private static void find(TlsWatch watch, Instant now, Consumer<Finding> wrong) {
        if (now.isBefore(watch.notBefore())) {
            wrong.accept(new Finding(
                    Finding.Code.CERTIFICATE_NOT_YET_VALID,
                    watch.use() + ": from " + watch.notBefore() + " on, and the gateway's clock says " + now));
        } else if (now.isAfter(watch.notAfter())) {
            wrong.accept(
                    new Finding(Finding.Code.CERTIFICATE_EXPIRED, watch.use() + ": over since " + watch.notAfter()));
        } else if (isSoon(watch.notAfter(), now)) {
            wrong.accept(new Finding(Finding.Code.CERTIFICATE_EXPIRES, watch.use() + ": on " + watch.notAfter()));
        }
        if (isSoon(watch.caNotAfter(), now)) {
            wrong.accept(new Finding(
                    Finding.Code.CA_EXPIRES, watch.use() + ": the last in its file, on " + watch.caNotAfter()));
        }
        watch.refusedNow()
                .ifPresent(
                        why -> wrong.accept(new Finding(Finding.Code.CERTIFICATE_REFUSED, watch.use() + ": " + why)));
    }

    private static boolean isSoon(Instant end, Instant now) {
        return !now.plus(ExpiryReminder.EARLY).isBefore(end);
    }
}
