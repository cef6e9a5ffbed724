package io.wardlog.schema;

import io.wardlog.disclosure.Disclosure;
import io.wardlog.disclosure.Redactor;
import io.wardlog.event.Criticality;
import io.wardlog.event.EnvelopeMember;
import java.util.EnumMap;
import java.util.List;

/** What an event takes over from a message that its schema accepts. Not changed by its use: it can be redacted again, with other salts. */
public interface MessageContent {

    /** How critical the event is. */
    Criticality criticality();

    /** The members that the message has of {@link EnvelopeMember#TAKEN_OVER}, marked values replaced. */
    Redacted redact(Redactor redactor);

    /**
     * The members of an event that come from the message.
     *
     * @param members the canonical bytes of each value; the caller's own
     * @param disclosures what was taken out, sorted by pointer
     */
    record Redacted(EnumMap<EnvelopeMember, byte[]> members, List<Disclosure> disclosures) {}
}
