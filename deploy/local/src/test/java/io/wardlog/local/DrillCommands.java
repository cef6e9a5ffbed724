package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.topic.TopicSpec;
import io.wardlog.local.DrillPage.Loss;
import io.wardlog.servers.process.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs the commands of the restore drill as they stand on the page, in its order, and looks for what the page says that each prints. */
final class DrillCommands {
    private static final int TOPICS = TopicSpec.all(3).size() + 1; // with the ledger's changelog
    private static final Pattern INDEXED = Pattern.compile("indexed: (\\d+) events; not sound: 0 records");

    private final Stack stack;
    private final RestoreDrill.Place place;
    private final Modules modules = Modules.ofThisBuild();

    DrillCommands(Stack stack, RestoreDrill.Place place) {
        this.stack = stack;
        this.place = place;
    }

    /**
     * Runs the list for this loss.
     *
     * @param events how many were acknowledged, all of which the archive has
     */
    void restore(Loss loss, long events) throws Exception {
        List<List<String>> commands = DrillPage.commands(loss);
        assertThat(commands).hasSizeGreaterThan(3);
        for (List<String> command : commands) {
            run(command, loss, events);
        }
    }

    /** {@code wardlog verify} of the archive, as the page has it. */
    void verifyArchive() throws Exception {
        List<String> command = place.isBucket()
                ? DrillPage.verifyBucket()
                : DrillPage.commands(Loss.KAFKA_AS_WELL).stream()
                        .filter(words -> words.get(0).equals("verify"))
                        .findFirst()
                        .orElseThrow();
        assertThat(output("verify", modules.tool(below(command))).lines())
                .anyMatch(line -> line.startsWith("VERIFIED  "));
    }

    private void run(List<String> listed, Loss loss, long events) throws Exception {
        if (listed.get(0).equals("verify")) {
            verifyArchive();
            return;
        }
        assertThat(listed.get(0)).isEqualTo("collector");
        List<String> command = below(listed.subList(1, listed.size()));
        switch (command.get(0)) {
            case "check-config" -> assertThat(output(command)).contains("ok: roles ");
            case "init" -> assertInit(output(command), loss);
            case "reindex" -> assertReindex(output(command), loss, events);
            case "run" -> stack.startCollector();
            default -> throw new AssertionError("the drill does not know what to look for: " + listed);
        }
    }

    private String output(List<String> command) throws Exception {
        return output("collector-" + command.get(0), modules.collector(command));
    }

    private String output(String name, JavaCommand command) throws Exception {
        Stack.Verification done = stack.run(name, command);
        assertThat(done.exit()).as(done.output()).isZero();
        return done.output();
    }

    /** The page's files are below the stack's directory. */
    private List<String> below(List<String> words) {
        Path directory = stack.layout.directory();
        return Stream.concat(words.stream().limit(1), words.stream().skip(1).map(word -> {
                    Path file = directory.resolve(word);
                    return Files.exists(file) ? file.toString() : word;
                }))
                .toList();
    }

    /** Topics are right where Kafka is there, else created; the index template is created, and a bucket is right. */
    private void assertInit(String output, Loss loss) {
        List<String> lines = output.lines()
                .filter(line -> line.matches("(right|created|differs)  .*"))
                .toList();
        String topic = loss == Loss.KAFKA_AS_WELL ? "created  topic " : "right    topic ";
        assertThat(lines).filteredOn(line -> line.startsWith(topic)).hasSize(TOPICS);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("created  index template "))
                .hasSize(1);
        assertThat(lines)
                .containsAll(place.init())
                .hasSize(TOPICS + 1 + place.init().size());
    }

    /** From the archive everything is searchable at once; from Kafka as soon as the role index has read it. */
    private void assertReindex(String output, Loss loss, long events) {
        if (loss == Loss.MACHINE_AND_INDEX) {
            assertThat(output).contains("the role index begins with Kafka's oldest record");
            return;
        }
        Matcher indexed = INDEXED.matcher(output);
        assertThat(indexed.find()).as(output).isTrue();
        assertThat(Long.parseLong(indexed.group(1))).isGreaterThanOrEqualTo(events);
    }
}
