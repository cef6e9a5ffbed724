package io.wardlog.collector.archive.hold;

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
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldsTest {
    private static final String FILE = "events/tenant=tenant-a/hospital=h/date=2026-11-02/a.parquet";

    private KeyPair legal;
    private KeyPair stranger;

    @BeforeEach
    void makeKeys() throws Exception {
        legal = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    @Test
    void aHoldStandsUntilItsOwnRecordIsReleased() {
        SignedHold first = signed("case-17", Step.set(Action.SET), legal);
        SignedHold second = signed("case-18", Step.set(Action.SET_AHEAD), legal);
        SignedHold release = signed("case-17", Step.release(first.hash()), legal);
        Holds holds = holds(release, first, second);
        assertThat(holds.standing()).extracting(SignedHold::hash).containsExactly(second.hash());
        assertThat(holds.releases("case-17")).hasSize(1);
        assertThat(holds.stands(first.hash())).isFalse();
        assertThat(holds.hold(FILE)).isTrue();
        assertThat(holds(first, release).hold(FILE)).isFalse();
    }

    /** A release that was copied from another archive is about a record that is not here. */
    @Test
    void aReleaseOfAnotherRecordOfTheSameNameEndsNothing() {
        SignedHold elsewhere = signed("case-17", Step.set(Action.SET_AHEAD), legal);
        SignedHold here = signed("case-17", Step.set(Action.SET), legal);
        Holds holds = holds(here, signed("case-17", Step.release(elsewhere.hash()), legal));
        assertThat(holds.standing("case-17")).hasSize(1);
    }

    @Test
    void whatNobodyWhoMayHasSignedCountsForNothingAndIsNamed() {
        SignedHold hold = signed("case-17", Step.set(Action.SET), legal);
        Holds holds = holds(
                hold,
                signed("case-17", Step.release(hold.hash()), stranger),
                signed("case-19", Step.set(Action.SET), stranger));
        assertThat(holds.standing()).hasSize(1);
        assertThat(holds.releases()).isEmpty();
        assertThat(holds.refused()).extracting(Holds.Refused::name).containsExactly("holds/1", "holds/2");
    }

    private Holds holds(SignedHold... records) {
        List<SignedHold> all = Arrays.asList(records);
        KeyRing keys = new KeyRing(List.of(TrustedKey.of(legal.getPublic(), KeyPurpose.LEGAL_HOLD)));
        return Holds.of(
                all.stream()
                        .map(each -> new HoldFile("holds/" + all.indexOf(each), each.encode()))
                        .toList(),
                keys);
    }

    private static SignedHold signed(String id, Step step, KeyPair pair) {
        PrivateKeySigner signer = new PrivateKeySigner(pair);
        Signature signature = new Signature(signer.algorithm().alg(), signer.keyId());
        HoldScope scope = new HoldScope("tenant-a", Optional.empty(), Optional.empty());
        Reason reason = new Reason("court", "legal", "2026-11-26T08:00:00.000000Z");
        return SignedHold.sign(new HoldRecord(signature, step, id, scope, reason), signer);
    }
}
