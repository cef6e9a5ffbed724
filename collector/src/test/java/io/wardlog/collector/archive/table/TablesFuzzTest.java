package io.wardlog.collector.archive.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.archive.ArchiveTable;
import io.wardlog.collector.archive.Row;
import io.wardlog.collector.consume.Checked;
import io.wardlog.collector.consume.EventCheck;
import io.wardlog.collector.consume.EventFixtures;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.topic.AgentSighting;
import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.testkit.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Values that anybody may have written into a topic which the archive or a role reads: a row with every column, or what is wrong; a standing, or none. */
class TablesFuzzTest extends FuzzedParser {

    private static final List<ArchiveTable> TABLES =
            List.of(new EventTable(new EventCheck()), new ProofTable(), new DisclosureTable());

    private final byte[] event = new EventFixtures("pump-1").next(1).get(0);
    private final StoredRecord sound = EventFixtures.record(event, "pump-1", 5, Optional.empty());

    @Override
    protected Stream<byte[]> seeds() {
        String time = "2026-11-23T05:00:00.000000Z";
        String agent = "\"agentId\":\"gw-1\",";
        return Stream.concat(
                Stream.of(event),
                Stream.of(
                                "{" + agent + "\"collectorId\":\"c\",\"firstSeen\":\"" + time
                                        + "\",\"hospitalId\":\"h\",\"lastSeen\":\"" + time
                                        + "\",\"requests\":1,\"tenantId\":\"t\"}",
                                "{" + agent + "\"at\":\"" + time + "\",\"epoch\":\"" + EventFixtures.EPOCH
                                        + "\",\"gaps\":[],\"hospitalId\":\"h\",\"lastBatchAt\":\"" + time
                                        + "\",\"silent\":false,\"status\":\"ok\",\"tenantId\":\"t\"}",
                                "{\"batchHash\":\"" + "0".repeat(64)
                                        + "\",\"eventHashes\":[],\"header\":\"e30\",\"signature\":\"AAAA\"}",
                                "{\"disclosures\":[],\"sealed\":\"AAAA\"}")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    protected void parse(byte[] input) {
        for (ArchiveTable table : TABLES) {
            StoredRecord stored =
                    new StoredRecord(new Source(table.topic(), 0), 5, 0, sound.key(), input, sound.headers());
            if (table.row(stored) instanceof Checked.Sound<Row> row) {
                assertThat(row.value().values()).hasSameSizeAs(table.columns());
            }
        }
        if (AgentStanding.read(input) instanceof AgentStanding.Reading.Value value) {
            assertThat(AgentStanding.read(value.standing().toJson())).isEqualTo(value);
        }
        AgentSighting.read(input)
                .ifPresent(sighting ->
                        assertThat(AgentSighting.read(sighting.toJson())).contains(sighting));
    }
}
