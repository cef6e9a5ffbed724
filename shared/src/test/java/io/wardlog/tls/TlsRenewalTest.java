package io.wardlog.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are replaced in every order and with every mistake: what counts is always whole. */
class TlsRenewalTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    Path directory;

    private Path old;
    private Path next;
    private TlsFiles files;
    private TlsRenewal renewal;

    @BeforeEach
    void begin() throws IOException {
        old = collector("old", Validity.starting(NOW, YEAR));
        next = collector("next", Validity.starting(NOW, YEAR.multipliedBy(2)));
        files = new TlsFiles(directory.resolve("tls.pem"), directory.resolve("tls.key"), directory.resolve("ca.pem"));
        put(old, "tls.pem");
        put(old, "tls.key");
        Files.copy(directory.resolve("old").resolve("ca.pem"), files.ca());
        renewal = new TlsRenewal(files, () -> NOW);
    }

    private Path collector(String name, Validity validity) throws IOException {
        return DevelopmentPki.create(directory.resolve(name), validity).collector(List.of(), validity);
    }

    private void put(Path from, String file) throws IOException {
        Files.copy(from.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    private void assertRefused(TlsRenewal.Change change, String why) {
        assertThat(change)
                .isInstanceOfSatisfying(
                        TlsRenewal.Change.Refused.class,
                        it -> assertThat(it.why()).contains(why));
        assertThat(renewal.look()).as("said once").isEqualTo(new TlsRenewal.Change.None());
        assertThat(renewal.current().notAfter()).isEqualTo(NOW.plus(YEAR));
    }

    @Test
    void whatIsTheSameIsNoNews() throws IOException {
        assertThat(renewal.look()).isEqualTo(new TlsRenewal.Change.None());
        put(old, "tls.pem");
        assertThat(renewal.look()).isEqualTo(new TlsRenewal.Change.None());
    }

    @Test
    void aPairThatIsReplacedFileByFileCountsWhenItIsWhole() throws IOException {
        put(next, "tls.pem");
        assertRefused(renewal.look(), "do not belong together");
        put(next, "tls.key");
        assertThat(renewal.look())
                .isInstanceOfSatisfying(
                        TlsRenewal.Change.Renewed.class,
                        it -> assertThat(it.material()).isSameAs(renewal.current()));
        assertThat(renewal.current().notAfter()).isEqualTo(NOW.plus(YEAR.multipliedBy(2)));
        assertThat(renewal.current().own().getCertificateChain("own"))
                .containsExactlyElementsOf(Certificates.read(next.resolve("tls.pem")));
    }

    @Test
    void anotherAuthorityAloneIsAChange() throws IOException {
        Files.copy(directory.resolve("next").resolve("ca.pem"), files.ca(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(renewal.look()).isInstanceOf(TlsRenewal.Change.Renewed.class);
    }

    @Test
    void whatCannotBeUsedIsRefusedAndThePutBackIsNoNews() throws IOException {
        Files.delete(files.key());
        assertRefused(renewal.look(), "tls.key does not exist");
        put(old, "tls.key");
        assertThat(renewal.look()).isEqualTo(new TlsRenewal.Change.None());
        Files.writeString(files.certificate(), "");
        assertRefused(renewal.look(), "holds no certificate");
        put(old, "tls.pem");
        Files.writeString(files.ca(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertRefused(renewal.look(), "ca.pem");
    }

    @Test
    void anExpiredOneIsRefusedAtTheStartAndLater() throws IOException {
        Path over = collector("over", new Validity(NOW.minus(YEAR), NOW.minusSeconds(1)));
        put(over, "tls.pem");
        put(over, "tls.key");
        assertRefused(renewal.look(), "is not valid now");
        assertThatThrownBy(() -> new TlsRenewal(files, () -> NOW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not valid now");
    }

    @Test
    void whoMustBeginAtAnyTimeBeginsWithAnExpiredOneAndTakesAValidOneOnly() throws IOException {
        Path over = collector("over", new Validity(NOW.minus(YEAR), NOW.minusSeconds(1)));
        Path later = collector("later", new Validity(NOW.plusSeconds(1), NOW.plus(YEAR)));
        put(over, "tls.pem");
        put(over, "tls.key");
        renewal = TlsRenewal.atAnyTime(files, () -> NOW);
        assertThat(renewal.current().notAfter()).isEqualTo(NOW.minusSeconds(1));
        assertThat(renewal.look()).isEqualTo(new TlsRenewal.Change.None());
        put(later, "tls.pem");
        put(later, "tls.key");
        assertThat(renewal.look()).isInstanceOf(TlsRenewal.Change.Refused.class);
        put(next, "tls.pem");
        put(next, "tls.key");
        assertThat(renewal.look()).isInstanceOf(TlsRenewal.Change.Renewed.class);
        put(old, "tls.key");
        assertThatThrownBy(() -> TlsRenewal.atAnyTime(files, () -> NOW)).hasMessageContaining("do not belong together");
    }

    @Test
    void nothingOfTheKeyIsPrinted() {
        assertThat(renewal.current().toString()).isEqualTo("TlsMaterial[notAfter=2027-11-23T07:00:00Z]");
    }

    @Test
    void theEndIsSaidFromThirtyDaysOnOnceADay() {
        ExpiryReminder reminder = new ExpiryReminder();
        Instant end = NOW.plus(YEAR);
        assertThat(reminder.isDue(end, end.minus(ExpiryReminder.EARLY).minusSeconds(1)))
                .isFalse();
        assertThat(reminder.isDue(end, end.minus(ExpiryReminder.EARLY))).isTrue();
        assertThat(reminder.isDue(end, end.minus(ExpiryReminder.EARLY).plusSeconds(86_399)))
                .isFalse();
        assertThat(reminder.isDue(end, end.minus(ExpiryReminder.EARLY).plusSeconds(86_400)))
                .isTrue();
        assertThat(reminder.isDue(end, end.plusSeconds(1))).isTrue();
        assertThat(reminder.isDue(end.plus(YEAR), end.plusSeconds(2))).isFalse();
    }
}
