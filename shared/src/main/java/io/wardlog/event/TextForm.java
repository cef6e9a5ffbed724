package io.wardlog.event;

import io.wardlog.hash.Hash;
import java.nio.charset.StandardCharsets;

/** What a text has to look like. */
enum TextForm {
    ANY,
    ENVELOPE_VERSION,
    TENANT_OR_HOSPITAL,
    DEVICE,
    DEVICE_TYPE,
    EVENT_TYPE,
    UUID_V7(36),
    KEPT_TIME,
    MICROS(PlainTime.MICROS_LENGTH),
    CRITICALITY,
    PROTOCOL,
    SHA_256,
    HASH(2 * Hash.LENGTH);

    private static final Words ENVELOPE_VERSIONS = new Words("1.0.0");
    private static final Words ALGORITHMS = new Words("sha-256");
    private static final Words DEVICE_TYPES = Words.of(DeviceType.values(), DeviceType::wireName);
    private static final Words CRITICALITIES = Words.of(Criticality.values(), Criticality::name);
    private static final Words PROTOCOLS = Words.of(SourceProtocol.values(), SourceProtocol::wireName);

    private final int length;

    TextForm() {
        this(0);
    }

    TextForm(int length) {
        this.length = length;
    }

    /** How many bytes every text of this form has but rare ones, none of which needs an escape; 0 when there is no telling. */
    int usualLength() {
        return length;
    }

    /** Whether the text whose UTF-8 stands between two offsets has this form. */
    boolean matches(byte[] utf8, int from, int to) {
        return switch (this) {
            case ANY -> true;
            case ENVELOPE_VERSION -> ENVELOPE_VERSIONS.hold(utf8, from, to);
            case TENANT_OR_HOSPITAL -> Identifiers.isTenantOrHospital(utf8, from, to);
            case DEVICE -> Identifiers.isDevice(utf8, from, to);
            case DEVICE_TYPE -> DEVICE_TYPES.hold(utf8, from, to);
            case EVENT_TYPE -> Identifiers.isEventType(utf8, from, to);
            case UUID_V7 -> UuidV7.isUuidV7(utf8, from, to);
            case KEPT_TIME -> isKeptTime(utf8, from, to);
            case MICROS -> isMicros(utf8, from, to);
            case CRITICALITY -> CRITICALITIES.hold(utf8, from, to);
            case PROTOCOL -> PROTOCOLS.hold(utf8, from, to);
            case SHA_256 -> ALGORITHMS.hold(utf8, from, to);
            case HASH -> Hash.isHex(utf8, from, to);
        };
    }

    /** Most times have the plain form, which is told quickly. */
    private static boolean isKeptTime(byte[] utf8, int from, int to) {
        if (PlainTime.isPlain(utf8, from, to)) {
            return PlainTime.isKept(utf8, from, to);
        }
        String time = new String(utf8, from, to - from, StandardCharsets.UTF_8);
        return EventTimes.normalise(time).filter(time::equals).isPresent();
    }

    private static boolean isMicros(byte[] utf8, int from, int to) {
        return to - from == PlainTime.MICROS_LENGTH && PlainTime.isPlain(utf8, from, to)
                || EventTimes.readMicros(new String(utf8, from, to - from, StandardCharsets.UTF_8))
                        .isPresent();
    }
}
