package io.wardlog.edge.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.config.ConfigException;
import io.wardlog.edge.device.Identification.Known;
import io.wardlog.edge.device.Identification.Refused;
import io.wardlog.edge.listen.TestPki;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceDirectoryTest {

    private static final DeviceDirectory.Owner OWNER = new DeviceDirectory.Owner("acme", "agent-1");
    private static final TestPki PKI = new TestPki("devices");

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("devices.yaml");
    }

    @Test
    void aTokenIdentifiesItsDeviceOnly() throws IOException {
        DeviceDirectory devices = open("""
            devices:
              pump-1:
                type: infusion_pump
                tokenHmac: %s
                versions: {infusion.started: 2}
              pump-2:
                type: infusion_pump
            """.formatted(DeviceToken.hmac("pump-1", "secret")));

        assertThat(devices.byToken("pump-1", "secret"))
                .isEqualTo(new Known(new DeviceIdentity(
                        "pump-1", DeviceType.INFUSION_PUMP, AuthMethod.PASSWORD, Map.of("infusion.started", 2))));
        assertThat(code(devices.byToken("pump-1", "Secret"))).isEqualTo(ErrorCode.WRONG_CREDENTIALS);
        assertThat(code(devices.byToken("pump-1", ""))).isEqualTo(ErrorCode.WRONG_CREDENTIALS);
        assertThat(code(devices.byToken("pump-2", "secret"))).isEqualTo(ErrorCode.WRONG_CREDENTIALS);
        assertThat(code(devices.byToken("pump-3", "secret"))).isEqualTo(ErrorCode.UNKNOWN_DEVICE);
        assertThat(code(devices.byToken("", ""))).isEqualTo(ErrorCode.UNKNOWN_DEVICE);
    }

    @Test
    void theTokenFormIsTheOneOfOpenssl() {
        // printf %s secret | openssl dgst -sha256 -hmac pump-1 -r
        assertThat(DeviceToken.hmac("pump-1", "secret"))
                .isEqualTo("93c4f6bd51ab60db9d73ecf2e2bca6b562ad6546a6cd4f320f33983c7fad26e8");
    }

    /** A resumed TLS session shows the certificate of its first handshake, and a connection may outlive it. */
    @Test
    void aCertificateIdentifiesNobodyAfterItsEnd() throws IOException {
        DeviceDirectory devices = open("devices: {pump-1: {type: infusion_pump}}");
        assertThat(code(devices.byCertificate(PKI.expiredCertificate("urn:wardlog:device:acme:pump-1"))))
                .isEqualTo(ErrorCode.CERTIFICATE_REJECTED);
    }

    @Test
    void aCertificateIdentifiesByItsOneName() throws IOException {
        DeviceDirectory devices = open("""
            devices:
              pump-1: {type: infusion_pump}
              pump-2: {type: infusion_pump, certificate: false, addresses: [10.0.0.2]}
            """);

        assertThat(devices.byCertificate(PKI.certificate("urn:wardlog:device:acme:pump-1")))
                .isEqualTo(
                        new Known(new DeviceIdentity("pump-1", DeviceType.INFUSION_PUMP, AuthMethod.MTLS, Map.of())));
        assertThat(code(devices.byCertificate(PKI.certificate("urn:wardlog:device:acme:pump-9"))))
                .isEqualTo(ErrorCode.UNKNOWN_DEVICE);
        assertThat(code(devices.byCertificate(PKI.certificate("urn:wardlog:device:acme:pump-2"))))
                .isEqualTo(ErrorCode.UNKNOWN_DEVICE);
        for (String[] names : new String[][] {
            {"urn:wardlog:device:other:pump-1"},
            {"urn:wardlog:agent:acme:pump-1"},
            {"urn:wardlog:device:acme:pump-1", "urn:wardlog:device:acme:pump-2"},
            {"urn:wardlog:device:acme:-"},
            {"https://example.org/pump-1"}
        }) {
            assertThat(code(devices.byCertificate(PKI.certificate(names))))
                    .as("%s", (Object) names)
                    .isEqualTo(ErrorCode.CERTIFICATE_REJECTED);
        }
    }

    @Test
    void anAddressIdentifiesInAnyOfItsForms() throws IOException {
        DeviceDirectory devices = open("""
            devices:
              bed-1: {type: smart_bed, addresses: [10.0.0.7, "2001:db8::1"]}
            """);

        for (String form : List.of("10.0.0.7", "::ffff:10.0.0.7", "2001:db8:0:0:0:0:0:1")) {
            assertThat(devices.byAddress(form)).as(form).isInstanceOf(Known.class);
        }
        assertThat(code(devices.byAddress("10.0.0.8"))).isEqualTo(ErrorCode.UNKNOWN_DEVICE);
        assertThat(code(devices.byAddress("unknown"))).isEqualTo(ErrorCode.UNKNOWN_DEVICE);
    }

    @Test
    void allThatIsWrongIsReportedWithItsLine() {
        assertThatThrownBy(() -> open("""
            devices:
              agent-1: {type: infusion_pump}
              "bad id": {type: infusion_pump}
              bed-1: {type: smart_bed, addresses: [10.0.0.7]}
              bed-2: {type: smart_bed, addresses: [10.0.0.7]}
            """)).isInstanceOfSatisfying(ConfigException.class, wrong -> {
            assertThat(wrong.problems())
                    .extracting(problem -> problem.line() + " " + problem.key())
                    .containsExactly("2 devices.agent-1", "3 devices.bad id", "5 devices.bed-2");
            assertThat(wrong.problems())
                    .allSatisfy(problem -> assertThat(problem.fix()).isNotBlank());
        });
    }

    @Test
    void anEntryThatCannotWorkIsRefused() {
        for (String entry : List.of(
                "{type: gateway}",
                "{type: infusion_pump, certificate: false}",
                "{type: infusion_pump, tokenHmac: secret}",
                "{type: infusion_pump, addresses: [localhost]}",
                "{type: infusion_pump, addresses: [10.0.0.256]}",
                "{type: infusion_pump, versions: {infusion.started: 0}}",
                "{type: infusion_pump, versions: {started: 1}}",
                "{type: toaster}",
                "{}")) {
            assertThatThrownBy(() -> open("devices:\n  pump-1: " + entry + "\n"))
                    .as(entry)
                    .isInstanceOfSatisfying(
                            ConfigException.class,
                            wrong -> assertThat(wrong.problems().get(0).line()).isEqualTo(2));
        }
    }

    @Test
    void aBadReloadKeepsTheOldDirectory() throws IOException {
        DeviceDirectory devices = open("devices:\n  pump-1: {type: infusion_pump, addresses: [10.0.0.1]}\n");
        List<Set<String>> told = new ArrayList<>();
        devices.onChange(told::add);
        Files.writeString(file, "devices: [");

        assertThatThrownBy(devices::reload).isInstanceOf(ConfigException.class);

        assertThat(devices.byAddress("10.0.0.1")).isInstanceOf(Known.class);
        assertThat(told).isEmpty();
    }

    @Test
    void aReloadTellsWhoWasRemovedOrChanged() throws IOException {
        DeviceDirectory devices = open("""
            devices:
              same: {type: infusion_pump}
              gone: {type: infusion_pump}
              new-token: {type: infusion_pump, tokenHmac: %s}
            """.formatted(DeviceToken.hmac("new-token", "old")));
        List<Set<String>> told = new ArrayList<>();
        devices.onChange(told::add);
        Files.writeString(file, """
            devices:
              same: {type: infusion_pump}
              added: {type: infusion_pump}
              new-token: {type: infusion_pump, tokenHmac: %s}
            """.formatted(DeviceToken.hmac("new-token", "new")));

        assertThat(devices.reload()).containsExactlyInAnyOrder("gone", "new-token");
        assertThat(told).containsExactly(Set.of("gone", "new-token"));
        assertThat(devices.size()).isEqualTo(3);
        assertThat(devices.reload()).isEmpty();
        assertThat(told).hasSize(1);
    }

    private DeviceDirectory open(String yaml) throws IOException {
        return DeviceDirectory.open(Files.writeString(file, yaml), OWNER);
    }

    private static ErrorCode code(Identification identification) {
        return ((Refused) identification).code();
    }
}
