package io.wardlog.edge.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.accept.GapCause;
import io.wardlog.edge.device.ListedDevice;
import io.wardlog.edge.presence.Heard;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Devices as a list, a table and a page. */
class DeviceListTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private static DeviceRow row(String deviceId, DeviceState state, long silentSeconds, Map<GapCause, Long> gaps) {
        Heard heard = new Heard(
                Optional.of(SourceProtocol.MQTT),
                new Heard.Accepted(1_204, 40, Optional.of(Duration.ofSeconds(silentSeconds))),
                new Heard.Refused(12, Optional.of(new Heard.Last(ErrorCode.SCHEMA_VIOLATION, Duration.ofMinutes(5)))));
        return new DeviceRow(
                new DeviceRow.Named(deviceId, state),
                new ListedDevice(DeviceType.INFUSION_PUMP, List.of("certificate", "token")),
                true,
                heard,
                gaps);
    }

    private static DeviceList list(DeviceRow... rows) {
        ObjectNode agent = JsonNodeFactory.instance
                .objectNode()
                .put("agentId", "gateway-1")
                .put("tenantId", "acme")
                .put("hospitalId", "st-mary");
        return new DeviceList(
                agent, NOON, Stream.of(rows).sorted(DeviceRow.WORST_FIRST).toList());
    }

    private static DeviceList ofEachState() {
        return list(
                row("a", DeviceState.WELL, 1, Map.of()),
                row("b", DeviceState.UNHEARD, 1, Map.of()),
                row("c", DeviceState.SILENT, 9_000, Map.of()),
                row("d", DeviceState.SILENT, 700, Map.of()),
                row("e", DeviceState.GAPS, 1, Map.of(GapCause.UNKNOWN, 2L)),
                row("f", DeviceState.REFUSED, 1, Map.of()),
                row("g", DeviceState.RATE_LIMITED, 1, Map.of()),
                row("h", DeviceState.NO_ROOM, 1, Map.of()));
    }

    @Test
    void whatIsWrongComesFirstAndOfTheSilentWhoFellSilentLast() throws Exception {
        JsonNode all = new ObjectMapper().readTree(ofEachState().toJson());
        assertThat(all.path("devices").findValuesAsText("deviceId"))
                .containsExactly("h", "g", "f", "e", "d", "c", "b", "a");
        assertThat(all.path("states").toString())
                .isEqualTo(
                        "{\"no_room\":1,\"rate_limited\":1,\"refused\":1,\"gaps\":1,\"silent\":2,\"unheard\":1,\"well\":1}");
        assertThat(all.path("known").asInt()).isEqualTo(8);
    }

    @Test
    void ofEachDeviceIsSaidWhatWasHeardOfIt() throws Exception {
        JsonNode all = new ObjectMapper().readTree(ofEachState().toJson());
        assertThat(DeviceSummary.device(all, "e").orElseThrow().toString())
                .isEqualTo("{\"deviceId\":\"e\",\"state\":\"gaps\",\"type\":\"infusion_pump\","
                        + "\"signsIn\":[\"certificate\",\"token\"],\"connected\":true,\"protocol\":\"mqtt\","
                        + "\"lastHeard\":\"2026-11-27T11:59:59.000000Z\",\"lastHeardSecondsAgo\":1,"
                        + "\"accepted\":1204,\"acceptedLastMinute\":40,\"refused\":12,"
                        + "\"lastRefusedCode\":\"schema_violation\",\"lastRefused\":\"2026-11-27T11:55:00.000000Z\","
                        + "\"lastRefusedSecondsAgo\":300,\"gaps\":{\"unknown\":2}}");
        assertThat(DeviceSummary.device(all, "z")).isEmpty();
    }

    @Test
    void theTableHasTheFirstOfThemAndSaysHowManyMoreThereAre() {
        DeviceSummary some = ofEachState().summary(5);
        assertThat(some.counts())
                .isEqualTo("8 known: 1 no room, 1 rate limited, 1 refused, 1 gaps, 2 silent, 1 unheard, 1 well");
        assertThat(some.more()).isEqualTo(3);
        assertThat(some.textLines())
                .hasSize(6)
                .contains(
                        "device  type           state         way   connected  last heard  accepted  last minute  refused  last refusal                 gaps",
                        "e       infusion_pump  gaps          mqtt  yes        1 s ago     1204      40           12       schema_violation, 5 min ago  2 unknown");
        assertThat(DevicePage.html(some)).contains("<td>rate limited</td>").contains("… and 3 more");
        assertThat(DevicePage.html(ofEachState().summary(8))).doesNotContain(" more");
    }

    @Test
    void noDevicesAreAListToo() throws Exception {
        assertThat(new ObjectMapper().readTree(list().toJson()).path("devices").isArray())
                .isTrue();
        assertThat(list().summary(20).textLines()).isEmpty();
        assertThat(list().summary(20).counts()).isEqualTo("0 known");
        assertThat(DevicePage.html(list().summary(20))).contains("</table>");
    }

    @Property(tries = 200)
    void whateverADeviceIsCalledItStaysText(@ForAll String name) {
        String evil = "<img src=x onerror=alert(1)>" + name;
        String page = DevicePage.html(new DeviceSummary(evil, evil, List.of(List.of(evil)), 1));
        String body = page.substring(page.indexOf("</head>"));
        assertThat(page.substring(0, page.indexOf("<style>"))).doesNotContain("<img");
        assertThat(body.replaceAll(
                        "</?(head|body|main|h1|p|code|table|thead|tbody|tr|th|td|html)>|<a href=\"/\">|</a>", ""))
                .contains("&lt;img src=x onerror=alert(1)&gt;")
                .doesNotContain("<")
                .doesNotContain(">");
    }
}
