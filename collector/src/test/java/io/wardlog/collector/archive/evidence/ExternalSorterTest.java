package io.wardlog.collector.archive.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalSorterTest {

    @TempDir
    Path directory;

    /** The amounts of memory mean: all in memory, a few runs, and more runs than are merged at once. */
    @ParameterizedTest
    @ValueSource(longs = {1L << 30, 64 * 1024, 1_500})
    void givesBackEverythingInOrder(long memory) throws IOException {
        Random random = new Random(7);
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> sorted = new ArrayList<>();
        try (ExternalSorter sorter = new ExternalSorter(directory, memory)) {
            for (int i = 0; i < 3_000; i++) {
                byte[] key = new byte[random.nextInt(12)];
                random.nextBytes(key);
                keys.add(key);
                sorter.add(key, key.clone());
            }
            for (Iterator<ExternalSorter.Entry> it = sorter.sorted(); it.hasNext(); ) {
                ExternalSorter.Entry entry = it.next();
                assertThat(entry.value()).isEqualTo(entry.key());
                sorted.add(entry.key());
            }
        }
        keys.sort(Arrays::compareUnsigned);
        assertThat(sorted).hasSize(3_000).usingRecursiveComparison().isEqualTo(keys);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }
}
