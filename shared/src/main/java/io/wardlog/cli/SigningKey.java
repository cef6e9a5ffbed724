package io.wardlog.cli;

import io.wardlog.keys.PemKeys;
import io.wardlog.keys.Signer;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The key of a command that signs. */
final class SigningKey {
    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "The private key that signs (PEM, PKCS#8).")
    private Path key;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "Its public half (default: beside --key, NAME.pub.pem for NAME.key).")
    private Path publicKey;

    /** @throws IOException when a file does not read, or the two are no pair */
    Signer read() throws IOException {
        return PemKeys.readSigner(key, publicKey == null ? publicHalf() : publicKey);
    }

    private Path publicHalf() {
        String name = key.getFileName().toString();
        return key.resolveSibling(name.replaceAll("\\.key$", "") + ".pub.pem");
    }
}
