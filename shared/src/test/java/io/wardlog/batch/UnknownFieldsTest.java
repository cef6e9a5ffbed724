package io.wardlog.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.event.UuidV7;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.keys.KeyId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Within a version nothing is added: who reads a field that it does not know refuses the whole, as ADR 0027 says. */
class UnknownFieldsTest {
    private static final String TIME = "2026-11-23T07:00:00.000000Z";
    private static final Receipt.Issuer ISSUER =
            new Receipt.Issuer("Ed25519", KeyId.fromHex("ab".repeat(32)), "collector-1");
    private static final BatchLink BATCH =
            new BatchLink(UuidV7.next(Instant.parse("2026-11-23T07:00:00Z"), () -> 7L), 3, Sha256.of());

    private static byte[] withField(byte[] canonical) {
        ObjectNode body = (ObjectNode) ((JsonReading.Value) StrictJson.read(canonical, JsonLimits.DOCUMENT)).node();
        return Jcs.write(body.put("zzz", 1));
    }

    @Test
    void aReceiptWithAFieldOfALaterVersionIsNotRead() {
        byte[] receipt =
                new Receipt(ISSUER, "tenant-a", "gateway-1", BATCH, TIME, List.of(), Optional.empty()).canonical();
        assertThat(Receipt.read(receipt)).isInstanceOf(Receipt.Reading.Value.class);
        assertThat(Receipt.read(withField(receipt))).isInstanceOf(Receipt.Reading.Refused.class);
    }

    @Test
    void aHeadWithAFieldOfALaterVersionIsNotRead() {
        byte[] head = new SignedHead(ISSUER, "tenant-a", "gateway-1", TIME, Optional.empty()).canonical();
        assertThat(SignedHead.read(head)).isInstanceOf(SignedHead.Reading.Value.class);
        assertThat(SignedHead.read(withField(head))).isInstanceOf(SignedHead.Reading.Refused.class);
    }
}
