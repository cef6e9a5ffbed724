package io.wardlog.collector.custody;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Custody's memory, typed: agents, epochs, batches by number, and each stretch's chains. Used by one thread. */
final class Ledger {
    private final LedgerStore store;

    Ledger(LedgerStore store) {
        this.store = store;
    }

    Optional<AgentState> agent(AgentRef agent) {
        return Optional.ofNullable(store.get(LedgerKeys.agent(agent))).map(LedgerCodec::agent);
    }

    void put(AgentRef agent, AgentState state) {
        store.put(LedgerKeys.agent(agent), LedgerCodec.write(state));
    }

    Map<AgentRef, AgentState> agents() {
        Map<AgentRef, AgentState> agents = new LinkedHashMap<>();
        byte[] prefix = LedgerKeys.agents();
        store.scan(prefix, LedgerKeys.after(prefix), (key, value) -> {
            agents.put(LedgerKeys.agent(key), LedgerCodec.agent(value));
            return true;
        });
        return agents;
    }

    Optional<EpochState> epoch(EpochRef epoch) {
        return Optional.ofNullable(store.get(LedgerKeys.epoch(epoch))).map(LedgerCodec::epoch);
    }

    void put(EpochRef epoch, EpochState state) {
        store.put(LedgerKeys.epoch(epoch), LedgerCodec.write(state));
    }

    /** All epochs of an agent, oldest first: epochs are UUIDv7. */
    List<EpochRef> epochs(AgentRef agent) {
        List<EpochRef> epochs = new ArrayList<>();
        byte[] prefix = LedgerKeys.epochs(agent);
        store.scan(prefix, LedgerKeys.after(prefix), (key, value) -> {
            epochs.add(new EpochRef(agent, LedgerKeys.epoch(key)));
            return true;
        });
        return epochs;
    }

    Optional<BatchMemory> batch(EpochRef epoch, long sequence) {
        return Optional.ofNullable(store.get(LedgerKeys.batch(epoch, sequence))).map(LedgerCodec::batch);
    }

    void put(EpochRef epoch, long sequence, BatchMemory memory) {
        store.put(LedgerKeys.batch(epoch, sequence), LedgerCodec.write(memory));
    }

    /**
     * Forgets up to {@code limit} batches that were judged before {@code beforeMillis}, the lowest numbers first.
     *
     * @return the lowest number that may still be remembered
     */
    long forget(EpochRef epoch, long from, long beforeMillis, int limit) {
        List<byte[]> old = new ArrayList<>();
        long[] next = {from};
        store.scan(LedgerKeys.batch(epoch, from), LedgerKeys.after(LedgerKeys.batches(epoch)), (key, value) -> {
            next[0] = LedgerKeys.sequence(key);
            boolean isOld = old.size() < limit && LedgerCodec.batch(value).atMillis() < beforeMillis;
            if (isOld) {
                old.add(key);
            }
            return isOld;
        });
        old.forEach(key -> store.put(key, null));
        return next[0];
    }

    Optional<ChainRun> chain(EpochRef epoch, Stretch stretch, String deviceId) {
        return Optional.ofNullable(store.get(LedgerKeys.chain(epoch, stretch.id(), deviceId)))
                .map(LedgerCodec::chain);
    }

    void put(EpochRef epoch, Stretch stretch, String deviceId, ChainRun run) {
        store.put(LedgerKeys.chain(epoch, stretch.id(), deviceId), LedgerCodec.write(run));
    }

    /** Takes all chains of a stretch out of the ledger. */
    Map<String, ChainRun> removeChains(EpochRef epoch, Stretch stretch) {
        Map<String, ChainRun> chains = new LinkedHashMap<>();
        byte[] prefix = LedgerKeys.chains(epoch, stretch.id());
        store.scan(prefix, LedgerKeys.after(prefix), (key, value) -> {
            chains.put(LedgerKeys.device(key, prefix), LedgerCodec.chain(value));
            return true;
        });
        chains.keySet().forEach(device -> store.put(LedgerKeys.chain(epoch, stretch.id(), device), null));
        return chains;
    }
}
