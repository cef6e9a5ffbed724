package io.wardlog.edge.forward.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.forward.http2.TestCollectors.Served;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import io.wardlog.tls.TlsFiles;
import io.wardlog.tls.TlsMaterial;
import io.wardlog.tls.TlsRenewal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Certificates and authorities that are replaced while calls go on, and such as are over. */
@Timeout(60)
class RenewedCertificatesTest extends WithCollectors {

    private static final Validity OVER =
            new Validity(Instant.now().minus(Duration.ofDays(9)), Instant.now().minus(Duration.ofDays(1)));

    private Path issue(String agentId, Validity validity) throws IOException {
        return collectors.pki.agent(
                new DevelopmentPki.AgentName("tenant-a", "hospital-1", agentId), List.of(), validity);
    }

    @Test
    void aRenewedCertificateIsShownFromTheNextCallOnAndNoCallSuffers() throws IOException {
        Served served = collectors.serve("collector");
        Path renewed = issue("renewed", Validity.starting(Instant.now(), Duration.ofDays(2)));
        uplink = collectors.setting().uplink(vertx, served.at("localhost"));
        for (int i = 0; i < 20; i++) {
            assertThat(answer(uplink.send(OutgoingBatch.of(FRAME)))).isInstanceOf(UplinkAnswer.Body.class);
        }
        UplinkSetting next = new UplinkSetting(renewed, collectors.pki.caFile());
        assertThat(uplink.renew(next.material()).join()).isEmpty();
        while (new HashSet<>(served.certificates).size() < 2) {
            assertThat(answer(uplink.send(OutgoingBatch.of(FRAME)))).isInstanceOf(UplinkAnswer.Body.class);
        }
        assertThat(served.connections).hasSize(2);
    }

    @Test
    void anAuthorityThatTakesOverIsTrustedAndTheOldOneNoLonger() throws IOException {
        TestCollectors other = new TestCollectors(vertx, directory.resolve("other"));
        Served old = collectors.serve("old");
        Served next = new Served(
                vertx,
                TestCollectors.options(directory.resolve("other/collector"), collectors.pki.caFile()),
                request -> request.response().end("next"));
        uplink = collectors.setting().uplink(vertx, old.at("localhost"), next.at("localhost"));
        assertThat(answer(uplink.head())).isInstanceOf(UplinkAnswer.Body.class);
        UplinkSetting trusting = new UplinkSetting(collectors.agent, other.pki.caFile());
        assertThat(uplink.renew(trusting.material()).join()).isEmpty();
        while (next.frames.isEmpty()) {
            answer(uplink.head());
        }
        int before = old.frames.size();
        for (int i = 0; i < 3; i++) {
            assertThat(answer(uplink.head())).isInstanceOf(UplinkAnswer.Body.class);
        }
        assertThat(old.frames).hasSize(before);
    }

    @Test
    void aCollectorWhoseCertificateIsOverIsNotSpokenTo() throws IOException {
        TestCollectors late = new TestCollectors(vertx, directory.resolve("late"));
        Path over = DevelopmentPki.create(directory.resolve("over"), OVER).collector(List.of(), OVER);
        Served served = new Served(
                vertx,
                TestCollectors.options(over, late.pki.caFile()),
                request -> request.response().end());
        uplink = new UplinkSetting(late.agent, directory.resolve("over/ca.pem")).uplink(vertx, served.at("localhost"));
        assertThat(answer(uplink.send(OutgoingBatch.of(FRAME)))).isInstanceOf(UplinkAnswer.Unavailable.class);
        assertThat(served.frames).isEmpty();
    }

    @Test
    void anAgentWhoseCertificateIsOverIsNotTaken() throws IOException {
        Served served = collectors.serve("collector");
        Path over = issue("over", OVER);
        TlsFiles files = new TlsFiles(over.resolve("tls.pem"), over.resolve("tls.key"), collectors.pki.caFile());
        TlsMaterial material =
                TlsRenewal.atAnyTime(files, InstantSource.system()).current();
        uplink = new Http2Uplink(vertx, collectors.setting().config(served.at("localhost")), material);
        assertThat(answer(uplink.send(OutgoingBatch.of(FRAME)))).isInstanceOf(UplinkAnswer.Unavailable.class);
        assertThat(served.frames).isEmpty();
    }
}
