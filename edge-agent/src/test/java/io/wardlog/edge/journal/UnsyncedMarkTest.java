package io.wardlog.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.edge.fake.RealDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnsyncedMarkTest {

    @TempDir
    Path dataDir;

    private UnsyncedMark mark;

    @BeforeEach
    void mark() {
        mark = new UnsyncedMark(dataDir, dataDir.resolve("journal"));
    }

    @Test
    void anEmptyDirectoryMayBecomeEither() {
        assertThatCode(() -> mark.check(true)).doesNotThrowAnyException();
        assertThatCode(() -> mark.check(false)).doesNotThrowAnyException();
    }

    @Test
    void whatWasOnceMarkedIsRefusedWithSyncsAndWhatWasNotWithout() throws Exception {
        Files.createDirectories(dataDir.resolve("journal/segment-1"));
        assertThatCode(() -> mark.check(true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> mark.check(false))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(dataDir.toString(), "written with syncs", "measure on an empty dataDir");
        mark.put(new RealDisk() {});
        mark.put(new RealDisk() {});
        assertThatCode(() -> mark.check(false)).doesNotThrowAnyException();
        assertThatThrownBy(() -> mark.check(true))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(dataDir.toString(), "written without syncs", "Start on an empty dataDir");
    }

    @Test
    void itIsDurableBeforeAnythingElse() throws Exception {
        List<String> steps = new ArrayList<>();
        mark.put(new RealDisk() {
            @Override
            public DiskFile open(Path file) throws IOException {
                return new DelegatingFile(super.open(file)) {
                    @Override
                    public void write(ByteBuffer bytes, long offset) throws IOException {
                        super.write(bytes, offset);
                        steps.add("written");
                    }

                    @Override
                    public void sync() throws IOException {
                        super.sync();
                        steps.add("synced");
                    }
                };
            }

            @Override
            public void syncDirectory(Path directory) throws IOException {
                super.syncDirectory(directory);
                steps.add("named in " + directory);
            }
        });
        assertThat(steps).containsExactly("written", "synced", "named in " + dataDir);
    }

    @Test
    void whereItCannotBeWrittenNothingIsMarkedQuietly() {
        JournalDisk full = new RealDisk() {
            @Override
            public void syncDirectory(Path directory) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertThatThrownBy(() -> mark.put(full)).hasMessageContaining("No space left");
    }
}
