package io.wardlog.edge.accept;

import io.wardlog.disclosure.Redactor;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.state.AgentState;
import io.wardlog.edge.state.SessionTable;
import io.wardlog.edge.trace.EventTracer;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.OwnEvents;
import io.wardlog.edge.writer.Writer;
import io.wardlog.event.Criticality;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The parts of accepting, made before the writer runs and joined with it afterwards. */
public final class AcceptParts {

    private final Schemas schemas;
    private final CriticalClaims claims;
    private final MessageCheck check;
    private final DraftMaker drafts;
    private final RejectionLog rejections;
    private final MessageDigests digests;
    private final FileFingerprints fingerprints;
    private final DeviceTroubles troubles;
    private final GapLog gaps;

    /**
     * What nobody may guess; thread-safe.
     *
     * @param longs randomness of event ids
     * @param salts of disclosures
     * @param digestKey what {@link DigestKey} holds
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    public record Secrets(LongSupplier longs, Supplier<byte[]> salts, byte[] digestKey) {}

    public AcceptParts(AgentIdentity agent, Schemas schemas, Sealer sealer, OwnEvents ownEvents, Secrets secrets) {
        this.schemas = schemas;
        this.claims = new CriticalClaims(schemas);
        this.check = new MessageCheck(schemas, agent.agentId());
        this.drafts = new DraftMaker(agent, new Redactor(secrets.salts()), sealer, secrets.longs());
        this.digests = new MessageDigests(secrets.digestKey());
        this.fingerprints = new FileFingerprints(secrets.digestKey());
        this.troubles = new DeviceTroubles(agent.agentId());
        this.gaps = new GapLog(agent.agentId(), troubles);
        this.rejections = new RejectionLog(agent, ownEvents, secrets.salts(), sealer);
    }

    /** The way for messages. {@code epoch} gives the current epoch, from any thread. */
    public AcceptPipeline pipeline(Writer writer, AgentClock clock, Supplier<String> epoch, EventTracer tracer) {
        return new AcceptPipeline(this, writer, clock, epoch, tracer);
    }

    /** The MQTT sessions; {@code table} is the state's. */
    public Sessions sessions(Writer writer, SessionTable table) {
        return new JournaledSessions(writer, table);
    }

    /** Whether the message claims a type whose events can be {@code CRITICAL}; cheap and no more than a claim. Thread-safe. */
    public boolean mayBeCritical(Arrival arrival) {
        return claims.mayBeCritical(arrival);
    }

    /** Whether the message would be recorded as a {@code CRITICAL} event. Costs a whole check; thread-safe. */
    public boolean isCritical(Arrival arrival) {
        return check.check(arrival) instanceof MessageCheck.Result.Valid valid
                && valid.content().criticality() == Criticality.CRITICAL;
    }

    /** A message of this device was told to come later, because of a limit, before it came here. Thread-safe. */
    public void rateLimited(String deviceId) {
        troubles.rateLimited(deviceId);
    }

    /** The lines of files, on the way for messages. */
    public FileLines fileLines(AcceptPipeline pipeline, Writer writer, AgentState state) {
        return new JournaledFileLines(pipeline, writer, state, gaps);
    }

    /** What files are known again by. */
    public FileFingerprints fingerprints() {
        return fingerprints;
    }

    /** At most how many bytes {@link #flushRejections} adds to a group. */
    public static final int FLUSH_BYTES = RejectionLog.FLUSH_BYTES;

    /** Records some of the refusals that were counted; {@code all} also those of the running minute. Writer thread. */
    public void flushRejections(Group group, boolean all) {
        rejections.flush(group, all);
    }

    /** The records of gaps. */
    public GapLog gaps() {
        return gaps;
    }

    DeviceTroubles troubles() {
        return troubles;
    }

    Schemas schemas() {
        return schemas;
    }

    CriticalClaims claims() {
        return claims;
    }

    MessageCheck check() {
        return check;
    }

    MessageDigests digests() {
        return digests;
    }

    DraftMaker drafts() {
        return drafts;
    }

    RejectionLog rejections() {
        return rejections;
    }
}
