package io.wardlog.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.journal.SnapshotStore.Reading;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {

    @TempDir
    Path directory;

    @Test
    void keepsTheLastOne() throws IOException {
        SnapshotStore store = store();
        assertThat(store.read()).isInstanceOf(Reading.Empty.class);
        store.write(1, List.of(ByteBuffer.wrap(new byte[100])));
        store.write(7, List.of(ByteBuffer.wrap(new byte[] {1, 2, 3})));
        assertThat(store().read()).isInstanceOfSatisfying(Reading.Valid.class, valid -> {
            assertThat(valid.snapshot().ordinal()).isEqualTo(7);
            assertThat(valid.snapshot().state()).containsExactly(1, 2, 3);
        });
    }

    @Test
    void findsEveryFlippedByteAndEveryShorterFile() throws IOException {
        store().write(7, List.of(ByteBuffer.wrap(new byte[] {1, 2, 3, 4})));
        byte[] good = Files.readAllBytes(file());
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= 1;
            Files.write(file(), flipped);
            assertThat(store().read()).as("byte %d", i).isInstanceOf(Reading.Corrupt.class);
            Files.write(file(), Arrays.copyOf(good, i));
            assertThat(store().read()).as("%d bytes", i).isInstanceOf(Reading.Corrupt.class);
        }
    }

    @Test
    void oneOfManyPiecesIsReadAsItWasWritten() throws IOException {
        byte[] state = new byte[200_000];
        new Random(7).nextBytes(state);
        store().write(7, List.of(ByteBuffer.wrap(state)));

        assertThat(store().read())
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> assertThat(valid.snapshot().state()).isEqualTo(state));
        byte[] flipped = Files.readAllBytes(file());
        flipped[flipped.length - 100] ^= 1;
        Files.write(file(), flipped);
        assertThat(store().read()).isInstanceOf(Reading.Corrupt.class);
    }

    @Test
    void aHalfWrittenSuccessorDoesNotMatter() throws IOException {
        store().write(7, List.of(ByteBuffer.wrap(new byte[] {1})));
        Files.write(directory.resolve("snapshot.tmp"), new byte[1000]);
        assertThat(store().read()).isInstanceOf(Reading.Valid.class);
        store().write(8, List.of(ByteBuffer.wrap(new byte[] {2})));
        assertThat(store().read())
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> assertThat(valid.snapshot().state()).containsExactly(2));
    }

    private SnapshotStore store() {
        return new SnapshotStore(file(), new FileChannelDisk());
    }

    private Path file() {
        return directory.resolve("snapshot");
    }
}
