package io.wardlog.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.util.regex.Pattern;

/** Tells an envelope of a later version, which this program cannot judge, from one that is wrong. */
final class EnvelopeVersions {
    private static final String KNOWN = "1.0.0";
    private static final Pattern VERSION = Pattern.compile("\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}");

    private EnvelopeVersions() {}

    static boolean isUnknown(byte[] canonical) {
        if (!(StrictJson.read(canonical, JsonLimits.CANONICAL) instanceof JsonReading.Value value)) {
            return false;
        }
        JsonNode version = value.node().path("envelopeVersion");
        return version.isTextual()
                && !version.textValue().equals(KNOWN)
                && VERSION.matcher(version.textValue()).matches();
    }
}
