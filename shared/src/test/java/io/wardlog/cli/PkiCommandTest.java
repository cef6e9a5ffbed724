package io.wardlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiCommandTest {
    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void makesEverythingADemoNeeds() {
        String pki = dir.resolve("pki").toString();
        assertThat(run("pki", "init", pki)).isZero();
        assertThat(run(
                        "pki",
                        "agent",
                        pki,
                        "--tenant",
                        "t",
                        "--hospital",
                        "h",
                        "--agent",
                        "a",
                        "--host",
                        "10.1.1.1",
                        "--days",
                        "30"))
                .isZero();
        assertThat(run("pki", "collector", pki)).isZero();
        assertThat(run("pki", "tenant", pki, "--tenant", "t")).isZero();
        assertThat(run("pki", "hold", pki)).isZero();
        assertThat(run("pki", "device", pki, "--tenant", "t", "--device", "pump-1"))
                .isZero();
        assertThat(run("pki", "release", dir.resolve("maintainer").toString())).isZero();
        assertThat(dir.resolve("pki/holds/legal/hold.key")).exists();
        assertThat(dir.resolve("maintainer/release.pub.pem")).exists();
        assertThat(dir.resolve("pki/agents/a/signing.pub.pem")).exists();
        assertThat(dir.resolve("pki/collector/receipt.key")).exists();
        assertThat(dir.resolve("pki/tenants/t/seal.key")).exists();
        assertThat(dir.resolve("pki/devices/pump-1/tls.key")).exists();
    }

    @Test
    void wrongUseIsTwoAndFaultsAreThree() {
        String pki = dir.resolve("pki").toString();
        assertThat(run("pki", "agent", pki)).isEqualTo(2);
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(run("pki", "device", pki, "--tenant", "t", "--device", "pump-1"))
                .isEqualTo(3);
        assertThat(err.toString()).contains("NoSuchFile: ");
        run("pki", "init", pki);
        assertThat(run("pki", "device", pki, "--tenant", "T!", "--device", "pump-1"))
                .isEqualTo(2);
        assertThat(run("pki", "init", pki)).isEqualTo(3);
        assertThat(err.toString()).contains("FileAlreadyExists: ").doesNotContain("\tat ");
    }

    @Test
    void helpAndVersion() {
        assertThat(run("--help")).isZero();
        assertThat(run("pki", "agent", "--help")).isZero();
        assertThat(run("pki", "agent", "--version")).isZero();
        assertThat(out.toString()).contains("Usage: wardlog", "--hospital", "wardlog (built from source)");
    }

    private int run(String... arguments) {
        return WardlogMain.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }
}
