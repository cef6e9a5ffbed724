package io.wardlog.edge.life;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wardlog.edge.device.DeviceDirectory;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.fake.MemoryJournal;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.state.StateLoader;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.OwnEvents;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterLimits;
import io.wardlog.edge.writer.WriterObserver;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The device directory's file is changed around the start of an agent, when nobody looks. */
class ReloadsTest {

    private static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    private final MemoryJournal journal = new MemoryJournal();
    private Path file;
    private Writer writer;
    private boolean outOfDescriptors;

    @BeforeEach
    void directory(@TempDir Path fresh) throws Exception {
        file = fresh.resolve("devices.yaml");
        write("infusion_pump");
    }

    private void write(String type) throws Exception {
        Files.writeString(file, "devices:\n  pump-7:\n    type: " + type + "\n    tokenHmac: " + "0".repeat(64) + "\n");
    }

    @BeforeEach
    void writer() throws Exception {
        LoadedState found = new StateLoader(AGENT, journal).load(new SnapshotStore.Reading.Empty());
        writer = new Writer(
                new Writer.Parts(
                        journal,
                        found.state(),
                        new OwnEvents(AGENT, SchemaRegistry.builtIn(), () -> 7),
                        AgentClock.system(),
                        (name, cause) -> {
                            throw new AssertionError(name, cause);
                        },
                        new WriterObserver() {
                            @Override
                            public void groupSynced(int entries, int events, long bytes, long nanos) {
                                // nobody measures
                            }

                            @Override
                            public void durableBelow(long ordinal) {
                                // nobody waits
                            }
                        }),
                WriterLimits.DEFAULT);
        new Epochs(() -> 7, "1").begin(writer, found, Optional.empty(), group -> {});
        writer.writeArrived();
    }

    private Reloads reloads(DeviceDirectory devices, Optional<Hash> before) {
        return new Reloads(new Reloads.Parts(writer, devices, file, before, List.of()), this::readDirectory);
    }

    private byte[] readDirectory(Path path) throws IOException {
        if (outOfDescriptors) {
            throw new IOException("Too many open files");
        }
        return Files.readAllBytes(path);
    }

    /** How the changes on record ended. */
    private List<String> recorded() throws Exception {
        List<String> outcomes = new ArrayList<>();
        for (JournalEntry entry : journal.entries()) {
            if (Entry.read(entry) instanceof EventEntry event
                    && Event.read(event.event()) instanceof Event.Reading.Value is
                    && is.event().eventType().equals("agent.config_changed")) {
                outcomes.add(is.event().payload().get("outcome").textValue());
            }
        }
        return outcomes;
    }

    private DeviceDirectory open() {
        return DeviceDirectory.open(file, new DeviceDirectory.Owner("tenant-a", "gateway-1"));
    }

    @Test
    void whatIsPutThereWhileTheAgentStartsIsMetAtTheFirstLook() throws Exception {
        Optional<Hash> before = Reloads.hash(file);
        DeviceDirectory devices = open();
        Files.writeString(file, "devices: {}\n");
        Reloads reloads = reloads(devices, before);
        reloads.look();
        assertThat(devices.size()).isZero();
        assertThat(reloads.directoryProblems()).isZero();
    }

    @Test
    void aMistakeIsCountedUntilItIsTakenBack() throws Exception {
        Optional<Hash> before = Reloads.hash(file);
        Reloads reloads = reloads(open(), before);
        reloads.look();
        assertThat(reloads.directoryProblems()).isZero();
        write("toaster");
        reloads.look();
        reloads.look();
        assertThat(reloads.directoryProblems()).isEqualTo(1);
        write("infusion_pump");
        reloads.look();
        assertThat(reloads.directoryProblems()).isZero();
    }

    /** It is as it was at the last look, and must be read all the same. */
    @Test
    void whatCannotBeReadForAMomentIsReadAtTheNextLook() throws Exception {
        Optional<Hash> before = Reloads.hash(file);
        DeviceDirectory devices = open();
        Reloads reloads = reloads(devices, before);
        Files.writeString(file, "devices: {}\n");
        outOfDescriptors = true;
        reloads.look();
        reloads.look();
        assertThat(reloads.directoryProblems()).isEqualTo(1);
        assertThat(devices.size()).isEqualTo(1);
        assertThat(logs.values("device_directory_refused", "problems"))
                .containsExactly("cannot be read: Too many open files");
        outOfDescriptors = false;
        reloads.look();
        writer.writeArrived();
        assertThat(reloads.directoryProblems()).isZero();
        assertThat(devices.size()).isZero();
        reloads.look();
        writer.writeArrived();
        assertThat(recorded()).containsExactly("refused", "applied");
    }

    @Test
    void whatFindsNoRoomIsRecordedWhenThereIsSome() throws Exception {
        Reloads reloads = reloads(open(), Reloads.hash(file));
        journal.spent(true);
        write("toaster");
        reloads.look();
        write("ventilator");
        reloads.look();
        writer.writeArrived();
        journal.spent(false);
        reloads.look();
        writer.writeArrived();
        reloads.look();
        writer.writeArrived();
        assertThat(recorded()).containsExactly("refused", "applied");
    }

    @Test
    void moreThanMayWaitIsGivenUpAndSaid() {
        journal.spent(true);
        WaitingRecords records = new WaitingRecords(writer);
        for (int i = 0; i <= WaitingRecords.MOST; i++) {
            records.write("agent.config_changed", JsonNodeFactory.instance.objectNode());
        }
        assertThat(logs.values("own_record_given_up", "eventType")).containsExactly("agent.config_changed");
    }

    /** A directory that the agent may not read is refused, and is the same file when it may. */
    @Test
    void aFileOfOtherRightsCountsAsChanged() throws Exception {
        WatchedFiles watched = new WatchedFiles(List.of(file));
        assertThat(watched.changed()).isTrue();
        assertThat(watched.changed()).isFalse();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(watched.changed()).isTrue();
        assertThat(watched.changed()).isFalse();
    }
}
