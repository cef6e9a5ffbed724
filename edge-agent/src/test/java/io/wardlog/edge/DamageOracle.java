package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.chain.EventHash;
import io.wardlog.edge.AgentImage.Message;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.edge.verify.JournalCheck;
import io.wardlog.edge.verify.JournalFinding;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.testkit.LogMemory;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold of an agent that starts on a directory of which one file was damaged. Made before the start. */
final class DamageOracle {

    /** What an agent says of damage to its journal, and in which field. */
    private static final Map<String, String> SAID = Map.of(
            "journal_corrupt", "place", "journal_end_cut", "place", "batch_lost", "reason", "events_lost", "reason");

    private static final String DIGEST_KEY = "digest.key";
    private static final int KEY_WITHOUT_CHECKSUM = 32;

    private final AgentImage image;
    private final Path data;
    private final Path file;
    private final DiskDamage how;
    private final JournalImage left;
    /** One that lost its checksum alone is an earlier agent's, and whole. */
    private final boolean keyIsDamaged;

    DamageOracle(AgentImage image, Path data, Path file, DiskDamage how) throws IOException {
        this.image = image;
        this.data = data;
        this.file = file;
        this.how = how;
        this.left = new JournalImage(data.resolve("journal"));
        this.keyIsDamaged =
                is(DIGEST_KEY) && (how == DiskDamage.REMOVED || Files.size(data.resolve(file)) != KEY_WITHOUT_CHECKSUM);
    }

    private boolean is(String name) {
        return file.endsWith(name);
    }

    /** Whether the damaged key is there, with something that is none. */
    boolean isKey() {
        return keyIsDamaged && how != DiskDamage.REMOVED;
    }

    /** What is still there is known again: a device that sends it once more gets the same answer. */
    void sentAgain(PortlessAgent agent, boolean firstRun) throws Exception {
        if (keyIsDamaged || !firstRun) {
            return;
        }
        for (Map.Entry<Hash, Message> was :
                image.acknowledged().entrySet().stream().limit(5).toList()) {
            Message message = was.getValue();
            if (agent.send(message.deviceId(), message.body()) instanceof Outcome.Accepted accepted
                    && left.events.containsKey(was.getKey())
                    && how != DiskDamage.SWAPPED_PAGES) {
                assertThat(accepted.hash()).as("answered as before").isEqualTo(was.getKey());
            }
        }
    }

    /** Everything, after runs in which all arrived that could. Says what the agent has said. */
    String judge(List<Event> arrived, LogMemory logs) throws IOException {
        Set<Hash> there =
                arrived.stream().map(event -> EventHash.of(event.canonical())).collect(Collectors.toSet());
        List<Hash> lost = image.acknowledged().keySet().stream()
                .filter(hash -> !there.contains(hash))
                .toList();
        List<String> said = said(logs);
        lost.forEach(hash -> assertThat(mayBeLost(hash))
                .as("lost though it can be read, said " + said)
                .isTrue());
        if (!lost.isEmpty() && !isEndThatNobodyKnows()) {
            String segment = file.getParent().toString(); // of a file that is removed nobody knows of which kind it was
            assertThat(said).as("of %d lost events", lost.size()).anyMatch(place -> place.contains(segment));
        }
        named(logs);
        verify();
        return (lost.isEmpty() ? "nothing lost" : "lost what was there") + (said.isEmpty() ? "" : " and said");
    }

    private static List<String> said(LogMemory logs) {
        List<String> said = new ArrayList<>();
        SAID.forEach((event, field) -> said.addAll(logs.values(event, field)));
        return said;
    }

    /** What can no more be read, and what was sealed with it. Of groups that come in another order some are taken for parts of others. */
    private boolean mayBeLost(Hash hash) {
        long ordinal = image.journal().events.get(hash);
        return !left.events.containsKey(hash)
                || how == DiskDamage.SWAPPED_PAGES
                || image.journal().batches.values().stream().anyMatch(batch -> holds(batch, ordinal) && isTorn(batch));
    }

    private static boolean holds(BatchEntry batch, long ordinal) {
        return batch.firstOrdinal() <= ordinal && ordinal < batch.endOrdinal();
    }

    private boolean isTorn(BatchEntry batch) {
        return !left.batches.containsValue(batch)
                || image.journal().events.entrySet().stream()
                        .anyMatch(event -> holds(batch, event.getValue()) && !left.events.containsKey(event.getKey()));
    }

    /** The end of what was written since the last snapshot is away as a whole: then only the collector can know better. */
    private boolean isEndThatNobodyKnows() {
        return !image.endIsKnown()
                && how != DiskDamage.FLIPPED_BIT
                && left.corruptions.isEmpty()
                && left.summary.nextOrdinal() < image.journal().summary.nextOrdinal();
    }

    private void named(LogMemory logs) {
        if (is("state.snapshot") && how != DiskDamage.REMOVED && how != DiskDamage.OLDER) {
            assertThat(logs.events()).contains("snapshot_corrupt");
        } else if (is("registry.bundle") && how != DiskDamage.REMOVED) {
            assertThat(logs.events()).contains("registry_refused");
        } else if (keyIsDamaged) {
            assertThat(logs.events()).contains("digest_key_lost");
        }
    }

    /** {@code verify-journal} names the file, and nothing that is not damaged; but for batches behind pages that were swapped. */
    private void verify() throws IOException {
        List<JournalFinding> findings = new ArrayList<>();
        Verdict verdict = new JournalCheck(
                        new JournalVerifier(data.resolve("journal")), Optional.empty(), findings::add)
                .run()
                .verdict();
        boolean isWhole =
                left.events.keySet().containsAll(image.journal().events.keySet()) && left.corruptions.isEmpty();
        if (isWhole) {
            assertThat(verdict).as(findings.toString()).isEqualTo(Verdict.VERIFIED);
        } else if (!left.corruptions.isEmpty()) {
            assertThat(verdict).isIn(Verdict.CORRUPT, Verdict.TAMPERED);
            assertThat(findings)
                    .filteredOn(finding -> how != DiskDamage.SWAPPED_PAGES)
                    .allSatisfy(finding -> assertThat(finding.place().file().getParent())
                            .isEqualTo(data.resolve(file).getParent()));
        }
    }
}
