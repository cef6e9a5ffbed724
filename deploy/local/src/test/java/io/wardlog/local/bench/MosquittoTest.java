package io.wardlog.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wardlog.servers.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mosquitto, where it is installed, as the benchmark starts it. */
class MosquittoTest {

    @TempDir
    Path directory;

    @Test
    void keepsWhatASubscriberWhoIsAwayHasNotHad() throws Exception {
        Optional<Path> program = Mosquitto.program();
        assumeTrue(program.isPresent(), "mosquitto is missing; install with: apt-get install mosquitto");
        Mosquitto broker = Mosquitto.start(program.get(), directory, true);
        try {
            broker.prepare();
            broker.prepare(); // forgets, and keeps anew
            assertThat(ProcessHandle.of(broker.pid())).isPresent();
        } finally {
            broker.close();
        }
        assertThat(ProcessHandle.of(broker.pid())).isEmpty();
        assertThat(directory.resolve("mosquitto-queue/mosquitto.db"))
                .as("persistence is on: it saves when it is stopped")
                .isNotEmptyFile();
    }

    @Test
    void aProgramThatDoesNotStartIsShownWithWhatItSaid() throws Exception {
        Path broken = Files.writeString(directory.resolve("broken"), "#!/bin/sh\necho out of luck\nexit 1\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> Mosquitto.start(broken, directory, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not start")
                .hasMessageContaining("out of luck");
    }

    @Test
    void whoKeepsNothingIsNoBroker() {
        assertThatThrownBy(() -> AwaySubscriber.subscribe(FreePorts.next())).isInstanceOf(IOException.class);
    }
}
