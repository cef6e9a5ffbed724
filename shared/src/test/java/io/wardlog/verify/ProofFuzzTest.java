package io.wardlog.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.testkit.FuzzedParser;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A batch's proof with whatever header, signature and receipt: the verifier says what is wrong with it, and never that it is sound. */
class ProofFuzzTest extends FuzzedParser {

    private final BatchProof sound = soundProof();

    private static BatchProof soundProof() {
        BatchFixture agent = new BatchFixture("ward-a", ExportFixture.EPOCH_1, Optional.empty());
        agent.record("pump-7").record("pump-8").seal();
        return agent.proofs.get(0);
    }

    /** Which of the three is replaced, then the bytes. */
    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                headed(0, sound.header()),
                headed(1, sound.signature()),
                headed(2, sound.receipt().orElseThrow()));
    }

    @Override
    protected int mutations() {
        return 1_000;
    }

    @Override
    protected void parse(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = java.util.Arrays.copyOfRange(input, 1, input.length);
        int which = Math.floorMod(input[0], 3);
        byte[] original = which == 0
                ? sound.header()
                : which == 1 ? sound.signature() : sound.receipt().orElseThrow();
        BatchProof proof = new BatchProof(
                sound.place(),
                which == 0 ? bytes : sound.header(),
                which == 1 ? bytes : sound.signature(),
                sound.batchHash(),
                sound.eventHashes(),
                Optional.of(which == 2 ? bytes : sound.receipt().orElseThrow()));
        Findings findings = BatchFixture.check(BatchFixture.KEYS, List.of(proof));
        assertThat(findings.verdict() == Verdict.VERIFIED).isEqualTo(java.util.Arrays.equals(bytes, original));
    }
}
