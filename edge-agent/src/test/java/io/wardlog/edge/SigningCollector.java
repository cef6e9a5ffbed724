package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchCheck;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.batch.SignedHead;
import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.event.Event;
import io.wardlog.event.EventTimes;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.keys.KeyId;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.Signer;
import io.wardlog.keys.TrustedKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A collector behind the port: checks batches as ingest does, signs receipts, and confirms what links up. */
final class SigningCollector implements Uplink {

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final AgentIdentity agent;
    private final Signer signer;
    private final PublicKey agentKey;
    private final BatchCheck check;
    private final Map<BatchLink, List<Event>> stored = new LinkedHashMap<>();
    /** What batches claim places that are not free, or follow on nothing. */
    private final List<String> contradictions = new ArrayList<>();

    private Optional<BatchLink> last = Optional.empty();
    private Optional<ConfirmedHead> confirmed = Optional.empty();
    private boolean reachable = true;
    private byte[] registry;
    private int registryAsked;

    SigningCollector(AgentIdentity agent, Signer signer, PublicKey agentKey) {
        this.agent = agent;
        this.signer = signer;
        this.agentKey = agentKey;
        this.check = new BatchCheck(new KeyRing(List.of(TrustedKey.of(agentKey, KeyPurpose.AGENT_BATCH))));
    }

    /** Another one that has, and says, the same. */
    synchronized SigningCollector copy() {
        SigningCollector copy = new SigningCollector(agent, signer, agentKey);
        copy.stored.putAll(stored);
        copy.last = last;
        copy.confirmed = confirmed;
        return copy;
    }

    synchronized void reachable(boolean is) {
        reachable = is;
    }

    /** What custody says. */
    synchronized Optional<BatchLink> confirmed() {
        return confirmed.map(ConfirmedHead::batch);
    }

    /** Makes custody say something else than what came. */
    synchronized void confirmed(BatchLink batch) {
        confirmed = Optional.of(new ConfirmedHead(batch, ConfirmedHead.Status.OK));
    }

    /** The events of all batches in the order in which they came first. */
    synchronized List<Event> events() {
        List<Event> all = new ArrayList<>();
        stored.values().forEach(all::addAll);
        return all;
    }

    /** The events of batches that came first since it was last asked; this collector forgets them. */
    synchronized List<Event> take() {
        List<Event> came = events();
        stored.replaceAll((batch, events) -> List.of());
        return came;
    }

    /** New batches that do not follow, by number and hash, on the new one before. */
    synchronized List<String> contradictions() {
        return List.copyOf(contradictions);
    }

    private void follow(BatchHeader header) {
        BatchLink batch = header.link();
        long number = last.map(BatchLink::batchSequence).orElse(0L);
        boolean follows = batch.batchSequence() == number + 1
                && (last.isEmpty()
                        || header.position().prevBatchHash().equals(last.get().batchHash())
                                && batch.epoch().equals(last.get().epoch()));
        if (!follows) {
            contradictions.add(batch + " does not follow on " + last);
        }
        last = Optional.of(batch);
    }

    /** Waits until the events are as they should be; looked at after each batch. */
    void await(Predicate<List<Event>> condition) throws InterruptedException {
        if (!comesWithin(PATIENCE, condition)) {
            throw new AssertionError("waited too long; here are "
                    + events().stream().map(Event::eventType).toList());
        }
    }

    /** Waits so long, or until the events are as they should be; whether they are. */
    synchronized boolean comesWithin(Duration patience, Predicate<List<Event>> condition) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.test(events())) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** As ingest answers the question with a key. */
    synchronized CompletableFuture<UplinkAnswer> head(String keyId) {
        return KeyId.of(agentKey).hex().equals(keyId)
                ? head()
                : CompletableFuture.completedFuture(new UplinkAnswer.Refused(
                        403, "signature_invalid", "the register does not have this agent's signing key"));
    }

    @Override
    public synchronized CompletableFuture<UplinkAnswer> head() {
        SignedHead head = new SignedHead(issuer(), agent.tenantId(), agent.agentId(), time(), confirmed);
        return answer(SignedAnswer.sign(head, signer));
    }

    /** Offers this bundle from now on; null for none. */
    synchronized void offer(byte[] bundle) {
        registry = bundle;
    }

    /** Waits until it was asked for the registry so often from now on. */
    synchronized void awaitAsked(int times) throws InterruptedException {
        int wanted = registryAsked + times;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (registryAsked < wanted) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            assertThat(left).as("time left to be asked for the registry").isPositive();
            wait(left);
        }
    }

    @Override
    public synchronized CompletableFuture<UplinkAnswer> registry(List<Hash> known) {
        registryAsked++;
        notifyAll();
        if (!reachable) {
            return unavailable();
        }
        if (registry == null) {
            return CompletableFuture.completedFuture(new UplinkAnswer.Refused(404, "not_found", "by the test"));
        }
        boolean has = known.contains(Sha256.of(registry));
        return CompletableFuture.completedFuture(
                has ? new UplinkAnswer.Unchanged() : new UplinkAnswer.Body(registry.clone()));
    }

    @Override
    public synchronized CompletableFuture<UplinkAnswer> send(OutgoingBatch outgoing) {
        byte[] frame = outgoing.frame();
        if (!reachable) {
            return unavailable();
        }
        BatchFrame.Reading.Value decoded = (BatchFrame.Reading.Value) BatchFrame.decode(frame);
        if (!(check.check(decoded.frame()) instanceof BatchCheck.Result.Sound sound)) {
            return CompletableFuture.completedFuture(new UplinkAnswer.Refused(403, "signature_invalid", "by the test"));
        }
        BatchLink batch = sound.header().link();
        if (stored.putIfAbsent(batch, sound.events()) == null) {
            follow(sound.header());
        }
        notifyAll();
        confirmed(batch);
        Receipt receipt = new Receipt(issuer(), agent.tenantId(), agent.agentId(), batch, time(), List.of(), confirmed);
        return answer(SignedAnswer.sign(receipt, signer));
    }

    private CompletableFuture<UplinkAnswer> answer(SignedAnswer signed) {
        return reachable ? CompletableFuture.completedFuture(new UplinkAnswer.Body(signed.encode())) : unavailable();
    }

    private static CompletableFuture<UplinkAnswer> unavailable() {
        return CompletableFuture.completedFuture(
                new UplinkAnswer.Unavailable("by the test", Optional.of(Duration.ofMillis(100)), false));
    }

    private static String time() {
        return EventTimes.micros(Instant.now());
    }

    private Receipt.Issuer issuer() {
        return new Receipt.Issuer(signer.algorithm().alg(), signer.keyId(), "collector-1");
    }

    @Override
    public void close() {
        // nothing to let go of
    }
}
