package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.event.EnvelopeMember;
import io.wardlog.schema.bound.MessageReader;
import io.wardlog.schema.bound.Patterns;
import io.wardlog.schema.bound.PayloadReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes quick readers, and makes sure that they see patient data where the reference does. Pure. */
final class QuickReaders {
    private static final String PAYLOAD = "/" + EnvelopeMember.PAYLOAD.wireName();

    private QuickReaders() {}

    /**
     * The reader of one payload, if its schema compiles and it marks, together with the device message's, what {@code phi} names.
     *
     * @throws IllegalStateException when a mark stands on what the agent itself writes: it would not be taken out
     */
    static Optional<PayloadReader> payload(
            JsonNode schema, MessageReader top, List<PhiPointer> phi, Patterns patterns) {
        for (PhiPointer pointer : phi) {
            if (!EnvelopeMember.TAKEN_OVER.contains(EnvelopeMember.of(pointer.member()))) {
                throw new IllegalStateException(pointer + " is marked as patient data, but comes from no device");
            }
        }
        Set<String> marked = phi.stream().map(PhiPointer::toString).collect(Collectors.toSet());
        return PayloadReader.compile(schema, patterns)
                .filter(payload -> marks(top, payload).equals(marked));
    }

    private static Set<String> marks(MessageReader top, PayloadReader payload) {
        return Stream.concat(top.marks().stream(), payload.marks().stream().map(below -> PAYLOAD + below))
                .collect(Collectors.toSet());
    }
}
