package io.wardlog.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.hold.HoldFile;
import io.wardlog.hold.HoldRecord;
import io.wardlog.hold.HoldRecord.Action;
import io.wardlog.hold.HoldRecord.Reason;
import io.wardlog.hold.HoldRecord.Signature;
import io.wardlog.hold.HoldRecord.Step;
import io.wardlog.hold.HoldScope;
import io.wardlog.hold.SignedHold;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What verification says of the records of legal holds. */
class HoldVerifierTest {
    private final KeyPair legal = pair();
    private final KeyPair stranger = pair();
    private final SignedHold hold = signed(Step.set(Action.SET), legal);

    @Test
    void genuineRecordsAreNoFinding() {
        SignedHold release = signed(Step.release(hold.hash()), legal);
        assertThat(verify(hold.encode(), release.encode())).isEmpty();
    }

    @Test
    void everythingElseIs() {
        assertThat(verify("{}".getBytes(StandardCharsets.UTF_8))).isEqualTo(Map.of(Verdict.CORRUPT, 1L));
        byte[] forged = hold.encode();
        forged[forged.length - 1] ^= 1;
        assertThat(verify(forged)).isEqualTo(Map.of(Verdict.TAMPERED, 1L));
        assertThat(verify(signed(Step.set(Action.SET), stranger).encode())).isEqualTo(Map.of(Verdict.UNVERIFIABLE, 1L));
    }

    @Test
    void aReleaseWithoutItsHoldShowsThatOneIsGone() {
        assertThat(verify(signed(Step.release(hold.hash()), legal).encode()))
                .isEqualTo(Map.of(Verdict.GAP_UNEXPLAINED, 1L));
    }

    @Test
    void withoutKeysTheFormAloneIsChecked() {
        Findings findings = new Findings(10);
        byte[] bytes = signed(Step.set(Action.SET_AHEAD), stranger).encode();
        new HoldVerifier(Optional.empty(), findings).verify(List.of(new HoldFile("holds/a", bytes)));
        assertThat(findings.counts()).isEmpty();
    }

    private Map<Verdict, Long> verify(byte[]... records) {
        Findings findings = new Findings(10);
        KeyRing keys = new KeyRing(List.of(TrustedKey.of(legal.getPublic(), KeyPurpose.LEGAL_HOLD)));
        new HoldVerifier(Optional.of(keys), findings)
                .verify(Arrays.stream(records)
                        .map(bytes -> new HoldFile("holds/x", bytes))
                        .toList());
        return findings.counts();
    }

    private static SignedHold signed(Step step, KeyPair pair) {
        PrivateKeySigner signer = new PrivateKeySigner(pair);
        return SignedHold.sign(
                new HoldRecord(
                        new Signature(signer.algorithm().alg(), signer.keyId()),
                        step,
                        "case-17",
                        new HoldScope("tenant-a", Optional.empty(), Optional.empty()),
                        new Reason("court", "legal", "2026-11-26T08:00:00.000000Z")),
                signer);
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
