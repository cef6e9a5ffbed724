package io.wardlog.edge.journal.segment;

import static io.wardlog.edge.journal.segment.JournalFixture.append;
import static io.wardlog.edge.journal.segment.JournalFixture.readToEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.wardlog.edge.fake.RealDisk;
import io.wardlog.edge.journal.Recovery.Known;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of names a disk may keep a later change and lose an earlier one, until its directory is synced. */
class StepOrderTest extends OnEachKind {

    private final Steps disk = new Steps();

    @Test
    void aSegmentHasItsNamesForGoodBeforeAnythingIsWrittenIntoIt() throws IOException {
        try (SegmentJournal journal = open(directory, Known.NOTHING, disk)) {
            disk.steps.clear();
            append(journal, 1);
            assertThat(disk.steps)
                    .containsSubsequence(
                            "name segment",
                            "sync directory journal",
                            "name file",
                            "sync directory segment",
                            "sync file");
            assertThat(disk.steps.subList(0, disk.steps.indexOf("sync directory segment")))
                    .doesNotContain("write file", "sync file");
        }
    }

    @Test
    void segmentsAreGivenUpOneByOneTheOldestFirst() throws IOException {
        for (int run = 0; run < 4; run++) {
            try (SegmentJournal journal = open(directory)) {
                append(journal, 2);
            }
        }
        try (SegmentJournal journal = open(directory, Known.NOTHING, disk)) {
            append(journal, 2);
            disk.steps.clear();
            disk.names.clear();
            journal.prune(8);
            assertThat(disk.names).hasSize(4).isSorted();
            assertThat(disk.steps.stream()
                            .filter(step -> !step.startsWith("remove"))
                            .limit(8))
                    .containsExactly(
                            "name pruned", "sync directory journal",
                            "name pruned", "sync directory journal",
                            "name pruned", "sync directory journal",
                            "name pruned", "sync directory journal");
        }
    }

    @Test
    void whatCouldNotBePrunedIsPrunedTheNextTime() throws IOException {
        for (int run = 0; run < 3; run++) {
            try (SegmentJournal journal = open(directory)) {
                append(journal, 2);
            }
        }
        try (SegmentJournal journal = open(directory, Known.NOTHING, disk)) {
            append(journal, 2);
            journal.spare().prepare();
            long before = journal.space().usedBytes();
            disk.failsAt = "name pruned";
            assertThatIOException().isThrownBy(() -> journal.prune(6));
            assertThat(readToEnd(journal, 0)).isEqualTo(8);
            List<Segment> all = SegmentDirectory.list(directory);
            long held = SegmentDirectory.bytes(all);
            disk.failsAt = "sync directory journal";
            assertThatIOException().isThrownBy(() -> journal.prune(6));
            assertThat(SegmentDirectory.list(directory)).hasSize(all.size() - 1);
            assertThat(SegmentDirectory.bytes(all))
                    .as("it is on the disk still")
                    .isEqualTo(held);
            disk.failsAt = "remove";
            assertThatIOException().isThrownBy(() -> journal.prune(6));
            disk.failsAt = "";
            journal.prune(6);
            assertThat(journal.space().usedBytes()).isLessThan(before);
            assertThat(SegmentDirectory.list(directory)).hasSize(1);
            assertThat(directory.toFile().list((at, name) -> name.startsWith("pruned")))
                    .isEmpty();
            assertThat(readToEnd(journal, 6)).isEqualTo(8);
        }
    }

    @Test
    void aNameThatMayNotBeDurableYetIsGivenUpAgain() throws IOException {
        for (int run = 0; run < 3; run++) {
            try (SegmentJournal journal = open(directory)) {
                append(journal, 2);
            }
        }
        try (SegmentJournal journal = open(directory, Known.NOTHING, disk)) {
            append(journal, 2);
            disk.failsAt = "sync directory journal";
            assertThatIOException().isThrownBy(() -> journal.prune(6));
            disk.failsAt = "";
            journal.prune(6);
            assertThat(SegmentDirectory.list(directory)).hasSize(1);
            assertThat(directory.toFile().list((at, name) -> name.startsWith("pruned")))
                    .isEmpty();
            assertThat(readToEnd(journal, 6)).isEqualTo(8);
        }
    }

    @Test
    void whatAnEarlierRunGaveUpIsRemovedOnlyWhenItsNameIsDurable() throws IOException {
        try (SegmentJournal journal = open(directory)) {
            append(journal, 2);
        }
        Path segment = SegmentDirectory.list(directory).get(0).directory();
        Files.move(segment, segment.resolveSibling("pruned-" + segment.getFileName()));
        open(directory, Known.NOTHING, disk).close();
        assertThat(disk.steps).contains("remove");
        assertThat(disk.steps.subList(0, disk.steps.indexOf("remove"))).contains("sync directory journal");
    }

    /** The real disk, which remembers what was done, but for the segment that is kept ready. */
    private final class Steps extends RealDisk {

        private final List<String> steps = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private String failsAt = "";

        private void step(String step, Path of) throws IOException {
            if (!of.toString().matches(".*(preparing|/spare).*")) {
                steps.add(step);
                if (step.equals(failsAt)) {
                    throw new IOException("Input/output error");
                }
            }
        }

        private static String kind(Path path) {
            String name = path.getFileName().toString();
            return name.startsWith("pruned") ? "pruned" : name.matches("[0-9]+-[0-9]+") ? "segment" : "file";
        }

        @Override
        public DiskFile open(Path file) throws IOException {
            return new DelegatingFile(super.open(file)) {
                @Override
                public void write(ByteBuffer bytes, long offset) throws IOException {
                    step("write file", file);
                    super.write(bytes, offset);
                }

                @Override
                public void sync() throws IOException {
                    step("sync file", file);
                    super.sync();
                }
            };
        }

        @Override
        public void replace(Path file, Path by) throws IOException {
            step("name " + kind(file), file);
            if (kind(file).equals("pruned")) {
                names.add(file.getFileName().toString());
            }
            super.replace(file, by);
        }

        @Override
        public void remove(Path file) throws IOException {
            step("remove", file);
            super.remove(file);
        }

        @Override
        public void syncDirectory(Path synced) throws IOException {
            step("sync directory " + (synced.equals(directory) ? "journal" : kind(synced)), synced);
            super.syncDirectory(synced);
        }
    }
}
