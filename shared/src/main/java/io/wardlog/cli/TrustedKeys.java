package io.wardlog.cli;

import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.TrustedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Public keys in a directory as {@code wardlog pki} lays it out: {@code signing.pub.pem} of agents, {@code receipt.pub.pem} of collectors. */
final class TrustedKeys {
    private static final int MAX_DEPTH = 8;

    private TrustedKeys() {}

    /** All of them, at any depth. */
    static KeyRing read(Path directory) throws IOException {
        List<TrustedKey> keys = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory, MAX_DEPTH)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                String name = file.getFileName().toString();
                if (name.equals("signing.pub.pem")) {
                    keys.add(TrustedKey.of(PemKeys.readPublic(file), KeyPurpose.AGENT_BATCH));
                } else if (name.equals("receipt.pub.pem")) {
                    keys.add(TrustedKey.of(PemKeys.readPublic(file), KeyPurpose.COLLECTOR_RECEIPT));
                }
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(directory + " holds no signing.pub.pem and no receipt.pub.pem");
        }
        return new KeyRing(keys);
    }
}
