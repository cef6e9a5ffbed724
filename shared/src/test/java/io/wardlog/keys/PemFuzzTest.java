package io.wardlog.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.testkit.FuzzedParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Key files, as PEM and as the bytes within: a key or a refusal that names the file. */
class PemFuzzTest extends FuzzedParser {

    private static final Path FILE = Path.of("some.pem");

    @Override
    protected Stream<byte[]> seeds() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        for (String algorithm : List.of("Ed25519", "X25519", "EC")) {
            KeyPair keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
            seeds.add(PemKeys.pem(keys.getPublic()).getBytes(StandardCharsets.US_ASCII));
            seeds.add(PemKeys.pem(keys.getPrivate()).getBytes(StandardCharsets.US_ASCII));
            seeds.add(keys.getPublic().getEncoded());
            seeds.add(keys.getPrivate().getEncoded());
        }
        return seeds.stream();
    }

    @Override
    protected void parse(byte[] input) {
        both(input);
        both(pem("PUBLIC KEY", input));
        both(pem("PRIVATE KEY", input));
    }

    private static byte[] pem(String label, byte[] der) {
        return ("-----BEGIN " + label + "-----\n"
                        + java.util.Base64.getEncoder().encodeToString(der) + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void both(byte[] file) {
        try {
            assertThat(PemKeys.parsePublic(FILE, file)).isNotNull();
        } catch (IOException refused) {
            assertThat(refused).hasMessageStartingWith(FILE.toString());
        }
        try {
            assertThat(PemKeys.parsePrivate(FILE, file)).isNotNull();
        } catch (IOException refused) {
            assertThat(refused).hasMessageStartingWith(FILE.toString());
        }
    }
}
