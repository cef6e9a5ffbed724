package io.wardlog.collector.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.collector.archive.ArchiveFixture;
import io.wardlog.collector.archive.ArchiveStage;
import io.wardlog.collector.archive.s3.CarelessStore.Keeping;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.Taken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that takes a lock and does not keep it: what it says afterwards counts, and nothing is archived that it does not guard. */
class LockReadBackTest {
    private static final Set<Source> ALL = Set.of(ArchiveFixture.SOURCE);
    private static final String REFUSED = " and does not lock it as asked";

    @TempDir
    Path directory;

    private final ArchiveFixture topic = new ArchiveFixture();
    private CarelessStore store;
    private S3Archive archive;

    @BeforeEach
    void open() throws Exception {
        store = new CarelessStore();
        archive = LoopbackArchive.open(store.url(), Duration.ofDays(365), InstantSource.system(), directory);
    }

    @AfterEach
    void close() throws Exception {
        archive.close();
        store.close();
    }

    @Test
    void aLockThatIsKeptIsTaken() throws Exception {
        ArchiveStage stage = stage();
        assertThat(stage.take(List.of(topic.slice(0, ArchiveFixture.FLUSHED_AT))))
                .isInstanceOf(Taken.All.class);
        assertThat(store.count("manifests/")).isEqualTo(1);
        assertThat(stage().resume(ALL)).isEqualTo(upTo(ArchiveFixture.FLUSHED_AT));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AS_ASKED")
    void aFileThatIsNotLockedAsAskedIsRefusedAndNothingIsCommitted(Keeping other) throws Exception {
        store.keeps(name -> other);
        Path local = Files.write(directory.resolve("local"), new byte[1_000]);
        assertThatThrownBy(() -> archive.putFile("events/a.parquet", local))
                .isInstanceOf(IOException.class)
                .hasMessage("the store took events/a.parquet" + REFUSED);

        ArchiveStage stage = stage();
        assertThat(stage.take(List.of(topic.slice(0, ArchiveFixture.FLUSHED_AT))))
                .isInstanceOf(Taken.Busy.class);
        assertThat(store.count("manifests/")).isZero();
        assertThat(stage.durable()).isEqualTo(upTo(0));
        assertThat(stage().resume(ALL)).isEqualTo(upTo(0));
    }

    /** The files are locked, and the manifest, which makes them count, is not. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AS_ASKED")
    void nobodyGoesOnBehindAManifestThatIsNotLockedAsAsked(Keeping other) throws Exception {
        store.keeps(name -> name.startsWith("manifests/") ? other : Keeping.AS_ASKED);
        ArchiveStage stage = stage();
        assertThat(stage.take(List.of(topic.slice(0, ArchiveFixture.FLUSHED_AT))))
                .isInstanceOf(Taken.Busy.class);
        assertThat(stage.durable()).isEqualTo(upTo(0));
        assertThat(store.count("manifests/")).as("it is there").isEqualTo(1);

        assertThatThrownBy(() -> stage().resume(ALL))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the store took manifests/")
                .hasMessageEndingWith(REFUSED);
        store.keeps(name -> Keeping.AS_ASKED);
        assertThat(stage().resume(ALL)).isEqualTo(upTo(ArchiveFixture.FLUSHED_AT));
        assertThat(ArchiveFixture.readBack(archive)).isEqualTo(topic.hashes().subList(0, ArchiveFixture.FLUSHED_AT));
    }

    private ArchiveStage stage() throws IOException {
        return ArchiveFixture.stage(archive, directory.resolve("work-" + UUID.randomUUID()));
    }

    private static Map<Source, Long> upTo(long offset) {
        return Map.of(ArchiveFixture.SOURCE, offset);
    }
}
