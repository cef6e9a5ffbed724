package io.wardlog.edge.listen.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * An application that writes, rotates, truncates and deletes at random, and an agent that is killed at random: at the end every whole
 * line is recorded once.
 */
class FileModelTest {

    @Property(tries = 40)
    void everyLineIsRecordedOnce(
            @ForAll long seed, @ForAll @IntRange(min = 5, max = 60) int steps, @ForAll boolean copies)
            throws Exception {
        Path directory = Files.createTempDirectory("wardlog-files");
        try (FileFixture fixture = new FileFixture(directory)) {
            new Run(fixture, new Random(seed), copies, false).play(steps);
        } finally {
            delete(directory);
        }
    }

    /** The volume is mounted anew, and files are copied back, while the agent reads and while it does not. */
    @Property(tries = 15)
    void everyLineIsRecordedOnceWhateverTheKeysAre(@ForAll long seed, @ForAll @IntRange(min = 5, max = 40) int steps)
            throws Exception {
        Path directory = Files.createTempDirectory("wardlog-files");
        try (FileFixture fixture = new FileFixture(directory)) {
            new Run(fixture, new Random(seed), false, true).play(steps);
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws Exception {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static final class Run {
        private final FileFixture fixture;
        private final Random random;
        private final boolean copies;
        private final boolean remounts;
        private final List<String> written = new ArrayList<>();
        private String open = "";
        private int rotations;

        Run(FileFixture fixture, Random random, boolean copies, boolean remounts) {
            this.fixture = fixture;
            this.random = random;
            this.copies = copies;
            this.remounts = remounts;
        }

        void play(int steps) throws Exception {
            Random room = new Random(random.nextLong());
            fixture.disk.busy = line -> room.nextInt(20) == 0;
            fixture.start();
            for (int i = 0; i < steps; i++) {
                step();
            }
            finishLine();
            fixture.disk.await(() -> fixture.disk.lines().size() >= written.size());
            if (copies || remounts) {
                assertThat(fixture.disk.lines()).containsExactlyInAnyOrderElementsOf(written);
            } else {
                assertThat(fixture.disk.lines()).isEqualTo(written);
                assertThat(fixture.disk.gaps()).isEmpty();
            }
            assertThat(fixture.disk.refusals()).isEmpty();
        }

        private void step() throws Exception {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3:
                    write(1 + random.nextInt(20));
                    break;
                case 4:
                    beginLine();
                    break;
                case 5, 6:
                    rotate();
                    break;
                case 7:
                    fixture.kill();
                    newKeys();
                    if (random.nextBoolean()) {
                        write(3);
                        rotate();
                    }
                    fixture.start();
                    break;
                case 8:
                    newKeys();
                    fixture.disk.await(() -> fixture.disk.lines().size() >= written.size() / 2);
                    break;
                default:
                    fixture.disk.await(() -> fixture.disk.lines().size() >= written.size());
            }
        }

        /** Other keys for all files, or for the one that is written. */
        private void newKeys() throws Exception {
            if (!remounts) {
                return;
            }
            Path live = fixture.folder.resolve("app.log");
            if (random.nextBoolean()) {
                int mount = random.nextInt();
                fixture.between = folder -> new FolderBetween(folder) {
                    @Override
                    public BasicFileAttributes attributes(Path name) throws IOException {
                        BasicFileAttributes is = super.attributes(name);
                        return new Keyed(is, mount + " " + is.fileKey());
                    }
                };
            } else if (Files.exists(live)) {
                Path copy = Files.copy(live, fixture.volume.resolve("copy"));
                Files.move(copy, live, StandardCopyOption.REPLACE_EXISTING);
            }
        }

        private void write(int lines) throws Exception {
            finishLine();
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < lines; i++) {
                String line = written.size() + " " + "x".repeat(random.nextInt(random.nextInt(10) == 0 ? 5_000 : 100));
                written.add(line);
                text.append(line).append('\n');
            }
            fixture.append("app.log", text.toString());
        }

        private void beginLine() throws Exception {
            if (open.isEmpty()) {
                open = written.size() + " began";
                fixture.append("app.log", open);
            }
        }

        private void finishLine() throws Exception {
            if (!open.isEmpty()) {
                fixture.append("app.log", " ended\n");
                written.add(open + " ended");
                open = "";
            }
        }

        private void rotate() throws Exception {
            finishLine();
            if (!Files.exists(fixture.folder.resolve("app.log"))) {
                return;
            }
            String to = "app.log." + (20_260_000 + ++rotations);
            if (copies && random.nextBoolean()) {
                fixture.copyAndTruncate("app.log", to);
            } else {
                fixture.rename("app.log", to);
            }
        }
    }
}
