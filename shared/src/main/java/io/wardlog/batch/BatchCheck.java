package io.wardlog.batch;

import io.wardlog.chain.ChainHead;
import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.SignedObject;
import io.wardlog.merkle.MerkleTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks everything that a batch alone shows: header, signature, counts, root, every event's form, identity and checksum,
 * and the links between events of one chain inside the batch. Order against other batches is custody's. Pure.
 */
public final class BatchCheck {

    private final KeyRing keys;

    /** Checks against the agents' keys in this ring. */
    public BatchCheck(KeyRing keys) {
        this.keys = keys;
    }

    /** What {@link #check} found. */
    public sealed interface Result {
        /** The batch holds together; {@code hashes} are its events' hashes in order. */
        record Sound(BatchHeader header, Hash batchHash, List<Event> events, List<Hash> hashes) implements Result {}

        /** The batch is refused as a whole; {@code detail} names the place and quotes no value. */
        record Refused(ErrorCode code, String detail) implements Result {}
    }

    /** Checks a decoded frame. */
    public Result check(BatchFrame frame) {
        BatchHeader.Reading reading = BatchHeader.read(frame.header());
        if (reading instanceof BatchHeader.Reading.Refused refused) {
            return new Result.Refused(refused.code(), refused.detail());
        }
        BatchHeader header = ((BatchHeader.Reading.Value) reading).header();
        byte[] tagged = SignedObject.tagged(BatchHeader.TYPE, frame.header());
        boolean signed = keys.find(header.keyId(), KeyPurpose.AGENT_BATCH)
                .filter(key -> key.verifies(header.alg(), tagged, frame.signature()))
                .isPresent();
        if (!signed) {
            return new Result.Refused(
                    ErrorCode.SIGNATURE_INVALID, "no registered agent key made the header's signature");
        }
        if (frame.items().size() != header.position().count()) {
            return new Result.Refused(ErrorCode.COUNT_MISMATCH, "the header and the body count different events");
        }
        return checkEvents(header, frame);
    }

    private static Result checkEvents(BatchHeader header, BatchFrame frame) {
        List<Event> events = new ArrayList<>(frame.items().size());
        List<Hash> hashes = new ArrayList<>(frame.items().size());
        Map<String, ChainHead> heads = new HashMap<>();
        for (BatchItem item : frame.items()) {
            Event.Reading reading = Event.read(item.event());
            if (reading instanceof Event.Reading.Refused refused) {
                return new Result.Refused(refused.code(), "event " + events.size() + ": " + refused.detail());
            }
            Event event = ((Event.Reading.Value) reading).event();
            Hash hash = EventHash.of(item.event());
            Optional<Result.Refused> refused = checkEvent(header, event, heads.get(event.deviceId()), events.size());
            if (refused.isPresent()) {
                return refused.get();
            }
            heads.put(event.deviceId(), new ChainHead(event.sequenceNumber(), hash));
            events.add(event);
            hashes.add(hash);
        }
        if (!MerkleTree.rootOfHashes(hashes).equals(header.eventRoot())) {
            return new Result.Refused(ErrorCode.ROOT_MISMATCH, "the events do not give the header's eventRoot");
        }
        return new Result.Sound(header, SignedObject.hash(BatchHeader.TYPE, frame.header()), events, hashes);
    }

    private static Optional<Result.Refused> checkEvent(BatchHeader header, Event event, ChainHead before, int index) {
        AgentEpoch agent = header.agent();
        ChainId chain =
                new ChainId(agent.tenantId(), agent.hospitalId(), agent.agentId(), agent.epoch(), event.deviceId());
        if (!ChainId.of(event).equals(chain)) {
            return refused(ErrorCode.IDENTITY_MISMATCH, index, "tenant, hospital, agent or epoch is not the header's");
        }
        if (!event.checksum().isKnown()) {
            return refused(ErrorCode.UNSUPPORTED_VERSION, index, "the checksum's algorithm is not known");
        }
        if (!event.hasItsChecksum()) {
            return refused(ErrorCode.CHECKSUM_MISMATCH, index, "the checksum is not the payload's");
        }
        ChainHead expected = before == null && event.sequenceNumber() == 1 ? ChainHead.genesis(chain) : before;
        if (expected != null && !expected.isFollowedBy(event.sequenceNumber(), event.prevHash())) {
            return refused(
                    ErrorCode.LINK_MISMATCH, index, "sequenceNumber or prevHash does not follow its predecessor");
        }
        return Optional.empty();
    }

    private static Optional<Result.Refused> refused(ErrorCode code, int index, String what) {
        return Optional.of(new Result.Refused(code, "event " + index + ": " + what));
    }
}
