package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchCheck;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.batch.SignedHead;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A collector that checks every frame as ingest does, keeps it, and signs. What it answers can be bent, withheld or lost; a
 * batch that comes again must be the same bytes.
 */
final class FakeCollector implements Uplink {

    static final String TIME = "2026-11-23T07:00:00.000000Z";

    final List<BatchCheck.Result.Sound> arrived = new ArrayList<>();
    final Map<Hash, byte[]> stored = new LinkedHashMap<>();
    Optional<ConfirmedHead> confirmed = Optional.empty();
    /** Bends the answer to a batch. */
    UnaryOperator<UplinkAnswer> receipts = UnaryOperator.identity();
    /** Bends the answer to the question for the head. */
    UnaryOperator<UplinkAnswer> heads = UnaryOperator.identity();
    /** Whether a batch that arrives is stored. */
    boolean stores = true;

    /** Whether it knows custody's word when it gives a receipt. */
    boolean knowsAtOnce = true;

    /** How many collectors there are; the one that is asked answers for all. */
    int collectors = 1;

    /** Which of them the next call goes to, and which the last one went to. */
    int turn;

    private int asked;

    /** What comes of every call while nothing arrives here; null while the link is up. */
    Supplier<UplinkAnswer> linkIsDown;

    boolean withholds;
    int calls;
    private final PrivateKeySigner signer;
    private final BatchCheck check;
    private CompletableFuture<UplinkAnswer> underWay = CompletableFuture.completedFuture(null);
    private UplinkAnswer withheld;

    FakeCollector(KeyPair receiptKey, PublicKey agentKey) {
        this.signer = new PrivateKeySigner(receiptKey);
        this.check = new BatchCheck(new KeyRing(List.of(TrustedKey.of(agentKey, KeyPurpose.AGENT_BATCH))));
    }

    @Override
    public int collectors() {
        return collectors;
    }

    @Override
    public OptionalInt asked() {
        return OptionalInt.of(asked);
    }

    @Override
    public void notBelieved() {
        turn = (asked + 1) % collectors;
    }

    @Override
    public CompletableFuture<UplinkAnswer> head() {
        if (linkIsDown != null) {
            return call(linkIsDown.get());
        }
        SignedHead head = new SignedHead(issuer(), "tenant-a", "gateway-1", TIME, confirmed);
        return call(heads.apply(
                new UplinkAnswer.Body(SignedAnswer.sign(head, signer).encode())));
    }

    @Override
    public CompletableFuture<UplinkAnswer> registry(List<Hash> known) {
        throw new AssertionError("the forwarder has nothing to do with it");
    }

    @Override
    public CompletableFuture<UplinkAnswer> send(OutgoingBatch batch) {
        if (linkIsDown != null) {
            return call(linkIsDown.get());
        }
        byte[] frame = batch.frame();
        assertThat(frame.length).isLessThanOrEqualTo(BatchFrame.MAX_FRAME_BYTES);
        BatchFrame.Reading.Value decoded = (BatchFrame.Reading.Value) BatchFrame.decode(frame);
        BatchCheck.Result result = check.check(decoded.frame());
        assertThat(result).isInstanceOf(BatchCheck.Result.Sound.class);
        BatchCheck.Result.Sound sound = (BatchCheck.Result.Sound) result;
        arrived.add(sound);
        if (stores) {
            byte[] before = stored.putIfAbsent(sound.batchHash(), frame.clone());
            assertThat(before == null ? frame : before).isEqualTo(frame);
        }
        return call(receipts.apply(receipt(link(sound), signer)));
    }

    UplinkAnswer receipt(BatchLink batch, PrivateKeySigner by) {
        Receipt receipt = new Receipt(
                new Receipt.Issuer(by.algorithm().alg(), by.keyId(), "collector-1"),
                "tenant-a",
                "gateway-1",
                batch,
                TIME,
                List.of(),
                confirmed.filter(head -> knowsAtOnce));
        return new UplinkAnswer.Body(SignedAnswer.sign(receipt, by).encode());
    }

    private Receipt.Issuer issuer() {
        return new Receipt.Issuer(signer.algorithm().alg(), signer.keyId(), "collector-1");
    }

    private CompletableFuture<UplinkAnswer> call(UplinkAnswer answer) {
        assertThat(underWay).as("one call at a time").isDone();
        calls++;
        asked = turn % collectors;
        if (answer instanceof UplinkAnswer.Unavailable) {
            turn = (asked + 1) % collectors;
        }
        underWay = new CompletableFuture<>();
        if (withholds) {
            withheld = answer;
        } else {
            underWay.complete(answer);
        }
        return underWay;
    }

    void release() {
        withholds = false;
        underWay.complete(withheld);
    }

    /** Custody has followed up to this arrival. */
    void confirm(int index) {
        confirmed = Optional.of(new ConfirmedHead(link(arrived.get(index)), ConfirmedHead.Status.OK));
    }

    static BatchLink link(BatchCheck.Result.Sound batch) {
        BatchHeader header = batch.header();
        return new BatchLink(header.agent().epoch(), header.position().batchSequence(), batch.batchHash());
    }

    @Override
    public void close() {
        // nothing to let go of
    }
}
