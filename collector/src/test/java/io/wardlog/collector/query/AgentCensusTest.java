package io.wardlog.collector.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.ConfirmedHead;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.topic.AgentSighting;
import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.disclosure.SealKey;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentCensusTest {
    private static final Instant NOW = Instant.parse("2026-11-26T09:00:00Z");
    private static final String RECENT = "2026-11-26T08:59:00.000000Z";

    private static RegisteredAgent agent(String id, RegisteredAgent.Life life) {
        RegisteredAgent known =
                TestAgent.create("tenant-a", "hospital-1", id, 1).registered();
        return new RegisteredAgent(known.tenantId(), known.hospitalId(), id, known.signingKey(), known.sanUri(), life);
    }

    private static AgentStanding standing(String id, boolean silent) {
        return new AgentStanding(
                "tenant-a",
                "hospital-1",
                id,
                "01938a6e-3c01-7000-8000-000000000001",
                Optional.empty(),
                ConfirmedHead.Status.GAP,
                List.of(),
                silent,
                RECENT,
                RECENT);
    }

    private static AgentSighting sighting(String id, String collector, String first, String last) {
        return new AgentSighting("tenant-a", "hospital-1", id, collector, first, last, 2);
    }

    private static List<AgentEntry> census(List<AgentSighting> sightings) throws Exception {
        SealKey sealKey = new SealKey(
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic());
        RegisteredAgent.Life gone = new RegisteredAgent.Life(List.of(), true, Optional.of(NOW));
        AgentRegister register = new AgentRegister(
                List.of(
                        agent("a-active", RegisteredAgent.Life.NEW),
                        agent("b-silent", RegisteredAgent.Life.NEW),
                        agent("c-new", RegisteredAgent.Life.NEW),
                        agent("d-gone", gone)),
                Map.of("tenant-a", sealKey));
        Map<String, AgentStanding> standings = Map.of(
                "tenant-a/a-active", standing("a-active", false),
                "tenant-a/b-silent", standing("b-silent", true),
                "tenant-a/d-gone", standing("d-gone", true),
                "tenant-a/e-removed", standing("e-removed", false));
        return AgentCensus.of(register, standings, sightings, NOW);
    }

    @Test
    void eachAgentHasItsState() throws Exception {
        List<AgentEntry> all = census(List.of(sighting("f-stranger", "collector-1", RECENT, RECENT)));
        assertThat(all)
                .extracting(
                        agent -> agent.name().agentId() + " " + agent.state().wireName())
                .containsExactly(
                        "a-active active",
                        "b-silent silent",
                        "c-new never_seen",
                        "d-gone decommissioned",
                        "e-removed unregistered",
                        "f-stranger unregistered");
        assertThat(all.get(3).toTree().get("decommissionedAt").textValue()).isEqualTo("2026-11-26T09:00:00Z");
        assertThat(all.get(2).toTree().toString())
                .isEqualTo("{\"tenantId\":\"tenant-a\",\"hospitalId\":\"hospital-1\",\"agentId\":\"c-new\","
                        + "\"state\":\"never_seen\"}");
    }

    @Test
    void whatSeveralCollectorsSawIsOneEntry() throws Exception {
        AgentEntry stranger = census(List.of(
                        sighting("f-stranger", "collector-1", "2026-11-26T08:00:00.000000Z", RECENT),
                        sighting(
                                "f-stranger",
                                "collector-2",
                                "2026-11-25T08:00:00.000000Z",
                                "2026-11-25T09:00:00.000000Z")))
                .get(5);
        assertThat(stranger.toTree().get("firstSeen").textValue()).isEqualTo("2026-11-25T08:00:00.000000Z");
        assertThat(stranger.toTree().get("lastSeen").textValue()).isEqualTo(RECENT);
        assertThat(stranger.toTree().get("requests").longValue()).isEqualTo(4);
    }

    @Test
    void whoIsRegisteredByNowOrWasSeenLongAgoIsNoStranger() throws Exception {
        List<AgentEntry> all = census(List.of(
                sighting("a-active", "collector-1", RECENT, RECENT),
                sighting("f-stranger", "collector-1", "2026-10-01T08:00:00.000000Z", "2026-10-01T08:00:00.000000Z")));
        assertThat(all).hasSize(5);
        assertThat(all.get(0).sighting()).isEmpty();
    }

    @Test
    void aSightingReadsBackAndBytesThatAreNoneDoNot() {
        AgentSighting sighting = sighting("f-stranger", "collector-1", RECENT, RECENT);
        assertThat(AgentSighting.read(sighting.toJson())).contains(sighting);
        assertThat(AgentSighting.isKey(sighting.key())).isTrue();
        assertThat(AgentSighting.read(new byte[] {1})).isEmpty();
        assertThat(AgentSighting.read("{\"tenantId\":\"a\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEmpty();
    }
}
