package io.wardlog.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnKeyManagerTest {

    @TempDir
    Path directory;

    @Test
    void itShowsItsCertificateForItsOwnKindOfKeyOnly() throws Exception {
        DevelopmentPki pki =
                DevelopmentPki.create(directory.resolve("pki"), Validity.starting(Instant.now(), Duration.ofDays(1)));
        Path own = pki.collector(List.of("localhost"), Validity.starting(Instant.now(), Duration.ofDays(1)));
        X509ExtendedKeyManager keys =
                (X509ExtendedKeyManager) OwnKeyManager.read(own.resolve("tls.pem"), own.resolve("tls.key"));

        assertThat(keys.chooseEngineServerAlias("RSA", null, null)).isNull();
        assertThat(keys.chooseServerAlias("EdDSA", null, null)).isNull();
        assertThat(keys.chooseEngineClientAlias(new String[] {"RSA", "EdDSA"}, null, null))
                .isNull();
        String alias = keys.chooseEngineServerAlias("EC", null, null);
        assertThat(keys.chooseEngineClientAlias(new String[] {"RSA", "EC"}, null, null))
                .isEqualTo(alias);
        assertThat(keys.getCertificateChain(alias))
                .containsExactlyElementsOf(Certificates.read(own.resolve("tls.pem")));
        assertThat(keys.getPrivateKey(alias).getAlgorithm()).isEqualTo("EC");
        assertThat(keys.toString()).doesNotContain("EC");
    }
}
