package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.disclosure.Disclosure;
import io.wardlog.disclosure.Redactor;
import io.wardlog.event.Criticality;
import io.wardlog.event.EnvelopeMember;
import io.wardlog.json.Jcs;
import java.util.EnumMap;
import java.util.List;

/** The content of a message that was read as a tree, which is not changed. */
record TreeContent(ObjectNode message, List<PhiPointer> phi, Criticality criticality) implements MessageContent {

    @Override
    public Redacted redact(Redactor redactor) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        for (EnvelopeMember name : EnvelopeMember.TAKEN_OVER) {
            JsonNode value = message.get(name.wireName());
            if (value != null) {
                content.set(name.wireName(), value.deepCopy());
            }
        }
        List<String> marked =
                phi.stream().flatMap(pointer -> pointer.find(content).stream()).toList();
        List<Disclosure> disclosures = redactor.redact(content, marked);
        EnumMap<EnvelopeMember, byte[]> members = new EnumMap<>(EnvelopeMember.class);
        for (EnvelopeMember name : EnvelopeMember.TAKEN_OVER) {
            if (content.has(name.wireName())) {
                members.put(name, Jcs.write(content.get(name.wireName())));
            }
        }
        return new Redacted(members, disclosures);
    }
}
