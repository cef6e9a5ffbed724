package io.wardlog.collector.custody;

import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.BatchPosition;
import io.wardlog.chain.ChainId;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Batches as the judge sees them, without bytes and signatures: consecutive, linked, three devices taking turns. */
final class PaperBatches {
    /** A batch and its runs. */
    record Paper(BatchPlace place, Map<String, ChainRun> runs) {}

    private PaperBatches() {}

    static AgentEpoch epoch(String epoch) {
        return new AgentEpoch("tenant-a", "hospital-1", "gateway-1", epoch);
    }

    /** Batches 1 to {@code count} of an epoch. */
    static List<Paper> of(AgentEpoch agent, int count, Optional<BatchLink> previous) {
        List<Paper> batches = new ArrayList<>();
        Map<String, ChainRun> heads = new HashMap<>();
        BatchPosition position = BatchPosition.first(agent, 2);
        for (int i = 1; i <= count; i++) {
            Map<String, ChainRun> runs = new HashMap<>();
            for (String device : List.of("pump-" + i % 3, "monitor-" + i % 2)) {
                runs.put(device, next(agent, device, heads));
            }
            Hash hash = Sha256.of((agent.epoch() + " batch " + i).getBytes(StandardCharsets.UTF_8));
            Optional<BatchLink> link = i == 1 ? previous : Optional.empty();
            batches.add(new Paper(new BatchPlace(agent, position, hash, link), runs));
            position = position.next(hash, 2);
        }
        return batches;
    }

    /** The same place with another hash. */
    static Paper forkOf(Paper original, String name) {
        BatchPlace place = original.place();
        Hash other = Sha256.of(name.getBytes(StandardCharsets.UTF_8));
        return new Paper(new BatchPlace(place.agent(), place.position(), other, place.previous()), original.runs());
    }

    private static ChainRun next(AgentEpoch agent, String device, Map<String, ChainRun> heads) {
        ChainRun head = heads.get(device);
        long number = head == null ? 1 : head.lastNumber() + 1;
        Hash prev = head == null
                ? new ChainId(agent.tenantId(), agent.hospitalId(), agent.agentId(), agent.epoch(), device).genesis()
                : head.lastHash();
        ChainRun run = new ChainRun(
                number, prev, number, Sha256.of((agent.epoch() + device + number).getBytes(StandardCharsets.UTF_8)));
        heads.put(device, run);
        return run;
    }
}
