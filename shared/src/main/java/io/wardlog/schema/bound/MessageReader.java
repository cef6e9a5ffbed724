package io.wardlog.schema.bound;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.event.EnvelopeMember;
import io.wardlog.json.JsonLimits;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads device messages by their schema; a {@link PayloadReader} reads what depends on the event type. Immutable, safe for any thread. */
public final class MessageReader {
    /** What an event takes over, in the order of its canonical form. */
    static final EnvelopeMember[] TAKEN_OVER = EnvelopeMember.TAKEN_OVER.toArray(EnvelopeMember[]::new);

    private static final int DEFAULT_VERSION = 1;

    private final ObjectPlan plan;
    private final Set<String> marks;
    private final Members members;

    /** By {@link #TAKEN_OVER} the member's index in the plan. */
    private final int[] takenOver;

    /** The payload readers that there are. */
    @FunctionalInterface
    public interface Payloads {
        /** The reader for an event type and version; null when there is none. */
        PayloadReader find(String eventType, int version);
    }

    /** The indexes of members in the plan. */
    record Members(
            int deviceId,
            int eventType,
            int eventVersion,
            int eventTime,
            int eventId,
            int deviceSequence,
            int payload) {}

    private MessageReader(ObjectPlan plan, Set<String> marks) {
        this.plan = plan;
        this.marks = marks;
        this.members = new Members(
                plan.indexOf("deviceId"),
                plan.indexOf("eventType"),
                plan.indexOf("eventVersion"),
                plan.indexOf("eventTime"),
                plan.indexOf("eventId"),
                plan.indexOf("deviceSequence"),
                plan.indexOf("payload"));
        this.takenOver = new int[TAKEN_OVER.length];
        for (int i = 0; i < takenOver.length; i++) {
            takenOver[i] = plan.indexOf(TAKEN_OVER[i].wireName());
        }
    }

    /** Compiles the device message's schema; empty when it holds what this package does not compile. */
    public static Optional<MessageReader> compile(JsonNode schema) {
        PlanCompiler compiler = new PlanCompiler(Map.of("payload", new PayloadPlan()), new Patterns());
        try {
            ObjectPlan plan = compiler.object(schema);
            return Optional.of(new MessageReader(plan, Set.copyOf(compiler.marks())));
        } catch (UncompilableException e) {
            return Optional.empty();
        }
    }

    /** Where the schema marks patient data at the top level: RFC 6901 pointers, {@code *} for each element of an array. */
    public Set<String> marks() {
        return marks;
    }

    /**
     * The message that these bytes are; empty when it is not certain that they are one. Its payload is not yet judged. The array is kept and must not
     * be changed.
     */
    public Optional<BoundMessage> read(byte[] utf8, Payloads payloads) {
        if (utf8.length > JsonLimits.DEVICE_MESSAGE.maxBytes()) {
            return Optional.empty();
        }
        Scan scan = new Scan(utf8, at -> likely(at, payloads));
        int end = plan.read(scan, scan.skipSpace(0));
        return end != Scan.UNKNOWN && scan.skipSpace(end) == utf8.length
                ? Optional.of(new BoundMessage(scan, this))
                : Optional.empty();
    }

    private PayloadReader likely(Scan scan, Payloads payloads) {
        int type = member(scan, members.eventType());
        int version = member(scan, members.eventVersion());
        return type == 0
                ? null
                : payloads.find(scan.text(type), version == 0 ? DEFAULT_VERSION : (int) scan.number(version));
    }

    Members members() {
        return members;
    }

    /** The node of a top-level member's value, 0 when it is absent. */
    static int member(Scan scan, int index) {
        return ObjectPlan.member(scan, Scan.ROOT, index);
    }

    /** The node of one of {@link #TAKEN_OVER}, 0 when it is absent. */
    int takenOver(Scan scan, int which) {
        return takenOver[which] < 0 ? 0 : member(scan, takenOver[which]);
    }

    void write(Scan scan, int which, CanonicalForm out) {
        plan.writeMember(scan, takenOver(scan, which), takenOver[which], out);
    }
}
