package io.wardlog.schema.bound;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.event.Criticality;
import io.wardlog.event.EnvelopeMember;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reads stored events by the envelope's schema in its disclosed form. Immutable, safe for any thread. */
public final class EventReader {
    private final ObjectPlan plan;
    private final Map<EnvelopeMember, Integer> indexes = new EnumMap<>(EnvelopeMember.class);

    private EventReader(ObjectPlan plan) {
        this.plan = plan;
        for (EnvelopeMember member : EnvelopeMember.values()) {
            indexes.put(member, plan.indexOf(member.wireName()));
        }
    }

    /** Compiles the disclosed form of the envelope's schema; empty when it holds what this package does not compile. */
    public static Optional<EventReader> compile(JsonNode disclosedEnvelope) {
        try {
            Map<String, Plan> given = Map.of(EnvelopeMember.PAYLOAD.wireName(), new PayloadPlan());
            return Optional.of(new EventReader(new PlanCompiler(given, new Patterns()).object(disclosedEnvelope)));
        } catch (UncompilableException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether it is certain that the envelope and, by {@code payloadReader}, the payload are valid in the disclosed form, that the event is
     * called as critical as its payload makes it, and that the members of {@code names} stand there in these bytes.
     */
    public boolean accepts(byte[] utf8, PayloadReader payloadReader, Map<EnvelopeMember, byte[]> names) {
        Scan scan = new Scan(utf8, envelope -> payloadReader);
        boolean read = plan.read(scan, 0) == utf8.length;
        int payload = read ? scan.payload(payloadReader) : 0;
        return payload != 0
                && names.entrySet().stream().allMatch(name -> stands(scan, name.getKey(), name.getValue()))
                && criticality(scan).compareTo(payloadReader.criticality(scan, payload)) >= 0;
    }

    private Criticality criticality(Scan scan) {
        return Criticality.valueOf(scan.text(member(scan, EnvelopeMember.CRITICALITY)));
    }

    private boolean stands(Scan scan, EnvelopeMember name, byte[] value) {
        int node = member(scan, name);
        return node != 0 && Arrays.equals(scan.json, scan.get(node), scan.get(node + 1), value, 0, value.length);
    }

    private int member(Scan scan, EnvelopeMember name) {
        return ObjectPlan.member(scan, Scan.ROOT, indexes.get(name));
    }
}
