package io.wardlog.schema.bound;

import io.wardlog.disclosure.Disclosure;
import io.wardlog.disclosure.Redactor;
import io.wardlog.event.Criticality;
import io.wardlog.event.EnvelopeMember;
import io.wardlog.schema.MessageContent;
import io.wardlog.schema.bound.CanonicalForm.Mark;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an event takes over from a message, as slices of canonical bytes. Immutable. */
public final class BoundContent implements MessageContent {
    private final CanonicalForm form;

    /** By {@link MessageReader#TAKEN_OVER} where the member's bytes end; an absent one has none. */
    private final int[] ends;

    private final Criticality criticality;

    BoundContent(CanonicalForm form, int[] ends, Criticality criticality) {
        this.form = form;
        this.ends = ends;
        this.criticality = criticality;
    }

    @Override
    public Criticality criticality() {
        return criticality;
    }

    @Override
    public Redacted redact(Redactor redactor) {
        EnumMap<EnvelopeMember, byte[]> members = new EnumMap<>(EnvelopeMember.class);
        List<Disclosure> disclosures = List.of();
        Map<Mark, byte[]> placeholders = Map.of();
        if (!form.marks().isEmpty()) {
            disclosures = new ArrayList<>();
            placeholders = placeholders(redactor, disclosures);
        }
        int from = 0;
        for (int i = 0; i < ends.length; i++) {
            if (ends[i] > from) {
                members.put(MessageReader.TAKEN_OVER[i], slice(from, ends[i], placeholders));
            }
            from = ends[i];
        }
        return new Redacted(members, disclosures);
    }

    /** What stands in the place of each marked value; its disclosure is added, by the order of pointers. */
    private Map<Mark, byte[]> placeholders(Redactor redactor, List<Disclosure> disclosures) {
        Map<Mark, byte[]> placeholders = new HashMap<>();
        List<Mark> marks = new ArrayList<>(form.marks());
        marks.sort(Comparator.comparing(Mark::pointer));
        for (Mark mark : marks) {
            Disclosure disclosure = redactor.disclose(mark.pointer(), form.slice(mark.from(), mark.to()));
            placeholders.put(mark, disclosure.canonicalPlaceholder());
            disclosures.add(disclosure);
        }
        return placeholders;
    }

    private byte[] slice(int from, int to, Map<Mark, byte[]> placeholders) {
        if (placeholders.isEmpty()) {
            return form.slice(from, to);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        int at = from;
        for (Mark mark : form.marks()) {
            if (mark.from() >= from && mark.to() <= to) {
                out.writeBytes(form.slice(at, mark.from()));
                out.writeBytes(placeholders.get(mark));
                at = mark.to();
            }
        }
        out.writeBytes(form.slice(at, to));
        return out.toByteArray();
    }
}
