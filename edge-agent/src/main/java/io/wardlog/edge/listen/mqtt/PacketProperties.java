package io.wardlog.edge.listen.mqtt;

import io.wardlog.edge.listen.mqtt.PacketSyntax.Problem;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The properties of an MQTT 5 packet (section 2.2.2.2): only those of its kind, else it is malformed; each once, but for User Property, else
 * it is a protocol error. The server's decoder lets both pass and takes the last one. Pure.
 */
enum PacketProperties {
    CONNECT(0x11, 0x15, 0x16, 0x17, 0x19, 0x21, 0x22, 0x26, 0x27),
    WILL(0x01, 0x02, 0x03, 0x08, 0x09, 0x18, 0x26),
    PUBLISH(0x01, 0x02, 0x03, 0x08, 0x09, 0x0B, 0x23, 0x26),
    PUBREL(0x1F, 0x26),
    SUBSCRIBE(0x0B, 0x26),
    UNSUBSCRIBE(0x26),
    DISCONNECT(0x11, 0x1C, 0x1F, 0x26);

    private static final int SUBSCRIPTION_IDENTIFIER = 0x0B;
    private static final int USER_PROPERTY = 0x26;

    private final Set<Integer> known;

    PacketProperties(Integer... known) {
        this.known = Arrays.stream(known).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads the properties with their length.
     *
     * @return what is wrong with them; empty when nothing is
     * @throws CharacterCodingException when a text is not UTF-8
     */
    Optional<Problem> problem(PacketReader packet) throws CharacterCodingException {
        PacketReader properties = packet.part(packet.variableInteger());
        Set<Integer> seen = new HashSet<>();
        while (properties.hasMore()) {
            int property = properties.variableInteger();
            if (!known.contains(property)) {
                return Optional.of(Problem.malformed("a property that a packet of this kind does not have"));
            }
            if (!seen.add(property) && property != USER_PROPERTY) {
                return Optional.of(Problem.protocolError("a property given twice"));
            }
            value(property, properties);
        }
        boolean forReceivers = this == PUBLISH && seen.contains(SUBSCRIPTION_IDENTIFIER);
        return forReceivers
                ? Optional.of(Problem.protocolError("a subscription identifier in a client's PUBLISH"))
                : Optional.empty();
    }

    private static void value(int property, PacketReader in) throws CharacterCodingException {
        switch (property) {
            case 0x01, 0x17, 0x19 -> in.skip(1);
            case 0x21, 0x22, 0x23 -> in.skip(2);
            case 0x02, 0x11, 0x18, 0x27 -> in.skip(4);
            case SUBSCRIPTION_IDENTIFIER -> in.variableInteger();
            case 0x09, 0x16 -> in.binary();
            case USER_PROPERTY -> {
                in.text();
                in.text();
            }
            default -> in.text();
        }
    }
}
