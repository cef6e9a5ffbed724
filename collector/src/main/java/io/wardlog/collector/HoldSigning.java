package io.wardlog.collector;

import io.wardlog.event.EventTimes;
import io.wardlog.hold.HoldRecord;
import io.wardlog.hold.HoldRecord.Reason;
import io.wardlog.hold.HoldRecord.Signature;
import io.wardlog.hold.HoldRecord.Step;
import io.wardlog.hold.HoldScope;
import io.wardlog.hold.SignedHold;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Option;

/** Why a hold is set or released, and the key that signs it. */
final class HoldSigning {
    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record")
    private String text;

    @Option(names = "--by", paramLabel = "NAME", description = "Who says so; without it the user of this machine")
    private String by = System.getProperty("user.name");

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "The key of who says so (PEM, PKCS#8), made by wardlog pki hold")
    private Path key;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "Its public half (default: beside --key, NAME.pub.pem for NAME.key)")
    private Path publicKey;

    /**
     * The signed record.
     *
     * @throws IOException when the key does not read or is none of {@code keys}: nobody would believe the record
     * @throws IllegalArgumentException when id, scope or reason are not of their form
     */
    SignedHold sign(Step step, String id, HoldScope scope, KeyRing keys) throws IOException {
        Signer signer = PemKeys.readSigner(key, publicKey == null ? publicHalf() : publicKey);
        if (keys.find(signer.keyId(), KeyPurpose.LEGAL_HOLD).isEmpty()) {
            throw new IOException(key + " is none of archive.holdPublicKeys: nobody would believe its signature");
        }
        Signature signature = new Signature(signer.algorithm().alg(), signer.keyId());
        Reason reason = new Reason(text, by, EventTimes.micros(Instant.now()));
        return SignedHold.sign(new HoldRecord(signature, step, id, scope, reason), signer);
    }

    private Path publicHalf() {
        String name = key.getFileName().toString().replaceFirst("\\.key$", "");
        return key.resolveSibling(name + ".pub.pem");
    }
}
