package io.wardlog.edge.life;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.doctor.CertificateCheck;
import io.wardlog.edge.doctor.Diagnosis;
import io.wardlog.edge.status.AgentMetrics;
import io.wardlog.edge.status.CertificateSection;
import io.wardlog.edge.status.StatusSummary;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import io.wardlog.tls.TlsFiles;
import io.wardlog.tls.TlsRenewal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of certificates whose time has not come, and of such as cannot be taken over. */
class TlsWatchTest {

    private static final Instant BEGIN = Instant.parse("2026-11-26T12:00:00Z");
    private static final Validity YEAR = Validity.starting(BEGIN, Duration.ofDays(365));

    @TempDir
    Path directory;

    private TlsFiles files;
    private Instant now = BEGIN.plus(Duration.ofDays(1));
    private Optional<String> inTheWay = Optional.empty();
    private TlsWatch watch;

    @BeforeEach
    void begin() throws IOException {
        Path own = DevelopmentPki.create(directory, YEAR).collector(List.of(), YEAR);
        files = new TlsFiles(own.resolve("tls.pem"), own.resolve("tls.key"), directory.resolve("ca.pem"));
        TlsRenewal renewal = TlsRenewal.atAnyTime(files, () -> now);
        watch = new TlsWatch("uplink", renewal, material -> inTheWay, () -> now);
    }

    private StatusSummary status() {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        var findings = status.putArray("findings");
        new CertificateSection(List.of(watch), () -> now).describe(status, finding -> findings.add(finding.toJson()));
        return StatusSummary.of(status);
    }

    private static List<String> codes(StatusSummary status) {
        return status.findings().stream().map(StatusSummary.Trouble::code).toList();
    }

    private static String line(StatusSummary status) {
        return status.lines().stream()
                .filter(line -> line.name().equals("certificates"))
                .map(StatusSummary.Line::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneWhoseTimeHasNotComeIsSaidByStatusDoctorAndMetric() {
        assertThat(codes(status())).isEmpty();
        now = Instant.parse("1970-01-01T00:07:00Z"); // a gateway without a battery for its clock
        assertThat(codes(status())).containsExactly("certificate_not_yet_valid");
        assertThat(status().findings().get(0).action()).contains("clock");
        assertThat(line(status())).startsWith("uplink not valid before " + YEAR.from());
        List<Diagnosis> found = new ArrayList<>();
        new CertificateCheck("certificate_uplink", files, now).look(found::add);
        assertThat(found.get(0).level()).isEqualTo(Diagnosis.Level.FAILED);
        assertThat(found.get(0).fix()).contains("clock");
        AgentMetrics metrics = new AgentMetrics();
        metrics.certificates(List.of(watch));
        assertThat(metrics.scrape())
                .containsPattern("wardlog_agent_certificate_start_timestamp_seconds\\{use=\"uplink\"} 1\\.7\\d+E9");
    }

    @Test
    void whatCannotBeTakenOverIsSaidAndTriedAgainAndTheOldOneCounts() throws IOException {
        Instant before = watch.notAfter();
        Validity longer = Validity.starting(BEGIN, Duration.ofDays(700));
        Path next = DevelopmentPki.create(directory.resolve("next"), longer).collector(List.of(), longer);
        Files.copy(next.resolve("tls.pem"), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(next.resolve("tls.key"), files.key(), StandardCopyOption.REPLACE_EXISTING);
        inTheWay = Optional.of("not taken");
        assertThat(watch.look()).contains(false);
        assertThat(watch.look()).as("said once").isEmpty();
        assertThat(watch.refused()).isEqualTo(1);
        assertThat(watch.applied()).isZero();
        assertThat(watch.notAfter()).isEqualTo(before);
        assertThat(codes(status())).containsExactly("certificate_refused");
        inTheWay = Optional.empty();
        assertThat(watch.look()).contains(true);
        assertThat(watch.look()).isEmpty();
        assertThat(watch.applied()).isEqualTo(1);
        assertThat(watch.notAfter()).isAfter(before);
        assertThat(codes(status())).isEmpty();
    }
}
