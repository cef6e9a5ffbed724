package io.wardlog.servers.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child ends with its parent, however the parent ends, and its shutdown hooks run. */
class TetheredProcessTest {
    private static final long PATIENCE = 30;

    @TempDir
    Path directory;

    @Test
    void hasTheFirstLineOfOutputAndTheProcessIdOfTheJvm() throws Exception {
        try (TetheredProcess child = start(Child.class)) {
            assertThat(child.firstLine().get(PATIENCE, TimeUnit.SECONDS)).isEqualTo("pid " + child.pid());
        }
    }

    @Test
    void closingStopsTheChildInTheOrderlyWay() throws Exception {
        TetheredProcess child = start(Child.class);
        child.firstLine().get(PATIENCE, TimeUnit.SECONDS);
        child.close();
        assertThat(child.isAlive()).isFalse();
        assertThat(log()).contains("hook ran");
    }

    @Test
    void grandchildEndsWhenItsParentIsKilled() throws Exception {
        TetheredProcess parent = start(Parent.class);
        String line = parent.firstLine().get(PATIENCE, TimeUnit.SECONDS);
        ProcessHandle grandchild = ProcessHandle.of(Long.parseLong(line)).orElseThrow();
        parent.killForcibly();
        grandchild.onExit().get(PATIENCE, TimeUnit.SECONDS);
        assertThat(log()).contains("hook ran");
    }

    @Test
    void saysWhereToLookWhenTheChildEndsBeforeItsFirstLine() throws Exception {
        TetheredProcess child = start(Failing.class);
        assertThatThrownBy(() -> child.firstLine().get(PATIENCE, TimeUnit.SECONDS))
                .hasMessageContaining(child.log().toString());
        assertThat(child.onExit().get(PATIENCE, TimeUnit.SECONDS)).isNotZero();
        assertThat(log()).contains("cannot start");
    }

    private TetheredProcess start(Class<?> main) throws Exception {
        return TetheredProcess.startReadingOutput(
                "child", command(main, directory.toString()), directory.resolve("child.log"));
    }

    private static JavaCommand command(Class<?> main, String... arguments) {
        List<Path> classPath = List.of(Path.of("target/classes"), Path.of("target/test-classes"));
        return new JavaCommand(List.of("-Xmx32m"), classPath, main.getName(), List.of(arguments));
    }

    private String log() throws Exception {
        return Files.readString(directory.resolve("child.log"), StandardCharsets.UTF_8);
    }

    /** Prints its process id and runs until it is stopped. */
    static final class Child {
        public static void main(String[] args) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.err.println("hook ran")));
            System.out.println("pid " + ProcessHandle.current().pid());
            new CountDownLatch(1).await();
        }
    }

    /** Starts a {@link Child}, prints that one's process id, and runs until it is stopped. */
    static final class Parent {
        public static void main(String[] args) throws Exception {
            TetheredProcess child = TetheredProcess.startReadingOutput(
                    "grandchild", command(Child.class), Path.of(args[0]).resolve("child.log"));
            child.firstLine().get(PATIENCE, TimeUnit.SECONDS);
            System.out.println(child.pid());
            new CountDownLatch(1).await();
        }
    }

    /** Fails at once. */
    static final class Failing {
        public static void main(String[] args) {
            throw new IllegalStateException("cannot start");
        }
    }
}
