package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.verify.ChainVerifier;
import io.wardlog.verify.Findings;
import io.wardlog.verify.Place;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must hold whatever befell an agent: all that was acknowledged is stored, on its disk or at the collector; each message once, in its
 * device's order, without a hole, and the same wherever it is found; chains, batches and receipts are {@code VERIFIED}; one epoch.
 */
final class CampaignOracle {

    private final AgentFixture fixture;
    private final SigningCollector collector;
    private final List<? extends CampaignDevice> devices;
    /** Of each device what is known of its messages: of number n at n - 1. */
    private final Map<String, List<Stored>> stored = new HashMap<>();

    private final Map<String, Integer> atCollector = new HashMap<>();
    private final Findings findings = new Findings(3);
    private final ChainVerifier chains = new ChainVerifier(findings);
    private Optional<String> epoch = Optional.empty();
    private long acknowledged;
    private long checks;

    private record Stored(Hash hash, long sequenceNumber) {}

    CampaignOracle(AgentFixture fixture, SigningCollector collector, List<? extends CampaignDevice> devices) {
        this.fixture = fixture;
        this.collector = collector;
        this.devices = devices;
        devices.forEach(device -> stored.put(device.id, new ArrayList<>()));
    }

    /** Everything, while no agent has the journal open. */
    void check() throws IOException {
        verifyJournal();
        Map<String, Integer> inJournal = new HashMap<>();
        Journals.events(fixture.config().journalDirectory()).forEach(event -> see(event, inJournal));
        hearCollector();
        for (CampaignDevice device : devices) {
            device.takeAcknowledged().forEach(said -> acknowledgedIsStored(device, said));
        }
        checks++;
    }

    private void verifyJournal() {
        StringWriter said = new StringWriter();
        int exitCode = EdgeAgentMain.commandLine()
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute("verify-journal", "--config", fixture.configFile.toString());
        assertThat(said.toString()).contains("VERIFIED: entries");
        assertThat(exitCode).as(said.toString()).isEqualTo(EdgeAgentMain.OK);
    }

    /** What has come to the collector; also while an agent runs. */
    void hearCollector() {
        for (Event event : collector.take()) {
            see(event, atCollector);
            ChainId chain = ChainId.of(event);
            Place place = Place.in("collector").of(chain, event.sequenceNumber());
            chains.accept(new ChainVerifier.Link(
                    chain, event.sequenceNumber(), event.prevHash(), EventHash.of(event.canonical()), place));
        }
        assertThat(findings.kept()).as("the chains at the collector").isEmpty();
        assertThat(collector.contradictions()).as("batches in their order").isEmpty();
    }

    /** @param before the last number of each device that was seen in the same place */
    private void see(Event event, Map<String, Integer> before) {
        assertThat(event.epoch()).as("the agent goes on in its epoch").isEqualTo(epoch.orElse(event.epoch()));
        epoch = Optional.of(event.epoch());
        List<Stored> known = stored.get(event.deviceId());
        if (known == null) {
            return; // the agent's own
        }
        int number = Integer.parseInt(event.tree().path("correlationId").textValue());
        Integer last = before.put(event.deviceId(), number);
        assertThat(last == null ? number : last + 1)
                .as("%s in its device's order, once: message %d", event.deviceId(), number)
                .isEqualTo(number);
        assertThat(number).as("no hole before it").isLessThanOrEqualTo(known.size() + 1);
        Stored found = new Stored(EventHash.of(event.canonical()), event.sequenceNumber());
        if (number > known.size()) {
            known.add(found);
        }
        assertThat(found).as("%s, message %d", event.deviceId(), number).isEqualTo(known.get(number - 1));
    }

    private void acknowledgedIsStored(CampaignDevice device, CampaignDevice.Acknowledged said) {
        List<Stored> known = stored.get(device.id);
        assertThat(said.number()).as("acknowledged to %s and lost", device.id).isLessThanOrEqualTo(known.size());
        if (said.sequenceNumber() > 0) {
            assertThat(known.get(said.number() - 1).sequenceNumber()).isEqualTo(said.sequenceNumber());
        }
        acknowledged++;
    }

    /** Whether the collector has the last message of each device, in what it has not been asked for yet. */
    boolean isAllThere(List<Event> notTaken) {
        Map<String, Integer> last = new HashMap<>(atCollector);
        for (Event event : notTaken) {
            if (stored.containsKey(event.deviceId())) {
                last.put(
                        event.deviceId(),
                        Integer.parseInt(event.tree().path("correlationId").textValue()));
            }
        }
        return devices.stream().allMatch(device -> last.getOrDefault(device.id, 0) == device.last());
    }

    /** At the end everything is at the collector. */
    void checkEnd() throws IOException {
        check();
        chains.finish();
        assertThat(findings.verdict()).isEqualTo(Verdict.VERIFIED);
        for (CampaignDevice device : devices) {
            assertThat(atCollector.getOrDefault(device.id, 0))
                    .as("of %s at the collector", device.id)
                    .isEqualTo(device.last());
            assertThat(stored.get(device.id)).hasSize(device.last());
        }
    }

    /** How many acknowledgements were compared with what is stored. */
    long acknowledged() {
        return acknowledged;
    }

    /** How often everything was read. */
    long checks() {
        return checks;
    }
}
