package io.wardlog.edge.listen.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.accept.FileGap;
import io.wardlog.edge.accept.GapCause;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A file is known by its content: what happens to its key, by copying, remounting and reuse, records nothing twice and loses nothing. */
@Timeout(60)
class FileIdentityTest {

    /** What every file of an application may begin with. */
    private static final String HEADER = "header " + "h".repeat(600);

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    Path directory;

    private FileFixture fixture;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new FileFixture(directory);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private Path file(String name) {
        return fixture.folder.resolve(name);
    }

    /** Gives a file a new inode under its name: both are there at once, so it is not that of the old one. */
    private void copyAwayAndBack(String name) throws Exception {
        Path away = directory.resolve("away");
        Files.copy(file(name), away);
        Object before = key(file(name));
        Files.move(away, file(name), StandardCopyOption.REPLACE_EXISTING);
        assertThat(key(file(name))).isNotEqualTo(before);
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** As a volume that is mounted anew: each file has the key that is said here of its own. */
    private void keys(UnaryOperator<String> changed) {
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public BasicFileAttributes attributes(Path name) throws IOException {
                BasicFileAttributes is = super.attributes(name);
                return new Keyed(is, changed.apply(is.fileKey().toString()));
            }
        };
    }

    @Test
    void aFileThatWasCopiedAwayAndBackBetweenTwoRunsGoesOn() throws Exception {
        fixture.append("app.log", "1\n2\n");
        fixture.start();
        fixture.disk.await(2);
        fixture.kill();
        fixture.append("app.log", "3\n");
        copyAwayAndBack("app.log");
        fixture.append("app.log", "4\n");
        fixture.start();
        fixture.append("app.log", "5\n");
        fixture.disk.await(5);
        fixture.disk.await(() -> fixture.disk.positions().size() == 1);
        assertThat(fixture.disk.lines()).containsExactly("1", "2", "3", "4", "5");
        assertThat(fixture.disk.gaps()).isEmpty();
    }

    @Test
    void aFileThatIsCopiedAwayAndBackWhileItIsReadGoesOn() throws Exception {
        fixture.append("app.log", "1\n2\nhal");
        fixture.start();
        fixture.disk.await(2);
        copyAwayAndBack("app.log");
        fixture.append("app.log", "f\n4\n");
        assertThat(fixture.disk.await(4)).containsExactly("1", "2", "half", "4");
        fixture.disk.await(() -> fixture.disk.positions().size() == 1);
        assertThat(fixture.disk.gaps()).isEmpty();
        assertThat(fixture.disk.refusals()).isEmpty();
    }

    @Test
    void aKnownKeyWithTheSameBeginningAndTheSameEndIsAnotherFile() throws Exception {
        fixture.append("app.log", HEADER + "\nold\n" + HEADER + "\n");
        fixture.start();
        fixture.disk.await(3);
        fixture.kill();
        Files.writeString(file("app.log"), HEADER + "\nnew\n" + HEADER + "\n4\n");
        fixture.start();
        assertThat(fixture.disk.await(7)).endsWith(HEADER, "new", HEADER, "4");
        assertThat(logs.values("file_began_anew", "cut")).containsExactly("true");
        assertThat(fixture.disk.gaps()).containsExactly(new FileGap(GapCause.OFFLINE, true));
    }

    @Test
    void aRotatedFileThatOnlyBeginsAsAnotherIsRead() throws Exception {
        fixture.append("app.log", HEADER + "\n1\n2\n3\n4\n");
        fixture.start();
        fixture.disk.await(5);
        fixture.kill();
        fixture.append("app.log.1", HEADER + "\n5\n");
        Files.delete(file("app.log"));
        fixture.start();
        assertThat(fixture.disk.await(7)).endsWith(HEADER, "5");
    }

    @Test
    void aShortRotatedFileThatOnlyBeginsAsAnotherIsRead() throws Exception {
        fixture.append("app.log", "1\n2\n3\n");
        fixture.start();
        fixture.disk.await(3);
        fixture.append("app.log.1", "1\n5\n");
        assertThat(fixture.disk.await(5)).endsWith("1", "5");
    }

    @Test
    void aVolumeThatIsMountedAnewGivesAllFilesOtherKeysAndTheyGoOn() throws Exception {
        fixture.append("app.log.1", "0\n");
        fixture.age("app.log.1", Duration.ofMinutes(5));
        fixture.append("app.log", "1\n2\n");
        fixture.start();
        fixture.disk.await(3);
        fixture.kill();
        fixture.append("app.log", "3\n");
        keys(key -> "mounted anew " + key);
        fixture.start();
        fixture.append("app.log", "4\n");
        fixture.disk.await(5);
        fixture.disk.await(() -> fixture.disk.positions().size() == 2);
        assertThat(fixture.disk.lines()).containsExactly("0", "1", "2", "3", "4");
        keys(key -> "and while it is read " + key);
        fixture.append("app.log", "5\n");
        fixture.disk.await(6);
        fixture.disk.await(() -> fixture.disk.positions().size() == 2);
        assertThat(fixture.disk.lines()).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(fixture.disk.gaps()).isEmpty();
        assertThat(logs.values("file_recognised", "name")).contains("app.log", "app.log.1");
    }

    @Test
    void filesThatChangedTheirKeysWithEachOtherGoOn() throws Exception {
        fixture.append("a.log", "1\n2\n");
        fixture.append("b.log", "x\ny\nz\n");
        String a = key(file("a.log")).toString();
        String b = key(file("b.log")).toString();
        fixture.start();
        fixture.disk.await(5);
        fixture.kill();
        keys(key -> key.equals(a) ? b : a);
        fixture.append("a.log", "3\n");
        fixture.append("b.log", "!\n");
        fixture.start();
        fixture.disk.await(7);
        fixture.append("a.log", "4\n");
        fixture.disk.await(8);
        fixture.disk.await(() -> fixture.disk.positions().size() == 2); // nothing is kept for long
        assertThat(fixture.disk.lines()).containsExactlyInAnyOrder("1", "2", "x", "y", "z", "3", "!", "4");
        assertThat(fixture.disk.gaps()).isEmpty();
    }

    @Test
    void aNewFileThatGotTheKeyOfAnotherTakesNothingFromIt() throws Exception {
        fixture.append("b.log", "1\n2\n");
        String old = key(file("b.log")).toString();
        fixture.start();
        fixture.disk.await(2);
        fixture.kill();
        fixture.append("a.log", "new\n");
        keys(key -> key.equals(old) ? "another" : old);
        fixture.append("b.log", "3\n");
        fixture.start();
        fixture.disk.await(4);
        fixture.disk.await(() -> fixture.disk.positions().size() == 2);
        assertThat(fixture.disk.lines()).containsExactlyInAnyOrder("1", "2", "3", "new");
        assertThat(fixture.disk.gaps()).isEmpty();
        assertThat(logs.values("file_began_anew", "name")).containsExactly("a.log");
    }

    @Test
    void aFileThatIsGoneAndWhoseKeyAnotherGotIsAGap() throws Exception {
        fixture.append("b.log", "1\n2\n");
        String old = key(file("b.log")).toString();
        fixture.start();
        fixture.disk.await(2);
        fixture.kill();
        fixture.append("a.log", "new\n");
        Files.delete(file("b.log"));
        keys(key -> old);
        fixture.start();
        fixture.disk.await(3);
        fixture.disk.await(() -> fixture.disk.positions().size() == 1);
        assertThat(fixture.disk.lines()).containsExactly("1", "2", "new");
        assertThat(fixture.disk.gaps()).containsExactly(new FileGap(GapCause.OFFLINE, false));
    }

    @Test
    void aCopyWhoseNameIsThatOfAWrittenFileIsACopy() throws Exception {
        fixture.append("app.log", "1\n2\n");
        fixture.start();
        fixture.disk.await(2);
        fixture.disk.busy = line -> line.equals("3");
        fixture.append("app.log", "3\n");
        fixture.copyAndTruncate("app.log", "app-20261126.log");
        fixture.append("app.log", "4\n");
        fixture.disk.busy = line -> false;
        fixture.disk.await(4);
        fixture.append("app.log", "5\n");
        fixture.disk.await(5);
        assertThat(fixture.disk.lines()).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
    }

    @Test
    void aFileThatIsCopiedOntoItselfGoesOn() throws Exception {
        fixture.seldom();
        fixture.append("app.log", "1\n2\n3\n");
        fixture.start();
        fixture.disk.await(3);
        byte[] all = Files.readAllBytes(file("app.log"));
        try (FileChannel channel = FileChannel.open(file("app.log"), StandardOpenOption.WRITE)) {
            channel.truncate(0);
            for (int i = 0; i < all.length; i += 2) {
                int at = i;
                fixture.looksAfter(() -> channel.write(ByteBuffer.wrap(all, at, 2), at), 1);
            }
        }
        fixture.append("app.log", "4\n");
        assertThat(fixture.disk.await(4)).containsExactly("1", "2", "3", "4");
        assertThat(fixture.disk.gaps()).isEmpty();
    }

    @Test
    void ofACopyThatHasLessThanWasReadNothingIsReadAgain() throws Exception {
        fixture.append("app.log", "1\n2\n");
        fixture.start();
        fixture.disk.await(2);
        Path copy = Files.copy(file("app.log"), directory.resolve("copy"));
        fixture.append("app.log", "3\n");
        fixture.disk.await(3);
        Files.move(copy, file("app.log.1"));
        Files.writeString(file("app.log"), "4\n");
        fixture.disk.await(4);
        fixture.append("app.log", "5\n");
        assertThat(fixture.disk.await(5)).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void twoFilesThatBeginAlikeAreTwoFiles() throws Exception {
        fixture.append("a.log", HEADER + "\n1\n");
        fixture.start();
        fixture.disk.await(2);
        fixture.append("b.log", HEADER + "\n2\n");
        assertThat(fixture.disk.await(4)).endsWith(HEADER, "2");
    }
}
