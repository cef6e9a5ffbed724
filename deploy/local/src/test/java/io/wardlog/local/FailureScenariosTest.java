package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each row of docs/failure-scenarios.md is shown by tests that exist, and what it says that one sees stands in one of them or in what they
 * use: log events, events of the journal, codes of alerts, metrics. When it fails: let the test look at it, or correct the page.
 */
class FailureScenariosTest {
    private static final Path PAGE = Path.of("../../docs/failure-scenarios.md");
    private static final Pattern TEST_LINK = Pattern.compile("\\[\\w+(?:Test|IT|Properties)]\\(([^)]+\\.java)\\)");

    /** {@code uplink_unavailable}, {@code agent.clock_stepped}, {@code wardlog_ingest_refusals_total{code}}. */
    private static final Pattern NAME = Pattern.compile("`([a-z]+(?:[._][a-z0-9]+)+)(?:\\{[^`]*})?`");

    private static final Pattern CLASS = Pattern.compile("\\b[A-Z]\\w+\\b");

    /** A row: what fails, what one sees, and the tests that show it. */
    private record Row(String failure, String seen, List<Path> tests) {}

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| ") && !line.startsWith("| ---") && !line.startsWith("| what fails")) {
                String[] cells = line.split("\\|", -1);
                assertThat(cells).as(line).hasSize(6).noneMatch(cell -> cell.equals(" "));
                List<Path> tests = TEST_LINK
                        .matcher(cells[4])
                        .results()
                        .map(link -> PAGE.resolveSibling(link.group(1)).normalize())
                        .toList();
                rows.add(new Row(cells[1].strip(), cells[3], tests));
            }
        }
        assertThat(rows).hasSizeGreaterThan(70);
        return rows;
    }

    @Test
    void everyFailureIsShownByATest() throws IOException {
        assertThat(rows())
                .allSatisfy(row ->
                        assertThat(row.tests()).as(row.failure()).isNotEmpty().allMatch(Files::exists));
    }

    @Test
    void whatOneSeesOfItStandsInItsTests() throws IOException {
        Set<String> nowhere = new TreeSet<>();
        int names = 0;
        for (Row row : rows()) {
            String text = textOf(row.tests());
            Matcher matcher = NAME.matcher(row.seen());
            while (matcher.find()) {
                names++;
                if (!stands(matcher.group(1), text)) {
                    nowhere.add(row.failure() + ": " + matcher.group(1));
                }
            }
        }
        assertThat(names).isGreaterThan(80);
        assertThat(nowhere)
                .as("what the page says, and none of the row's tests looks at")
                .isEmpty();
    }

    /** The code of an alert may stand there as its constant, a metric as the meter's own name. */
    private static boolean stands(String name, String text) {
        String meter = name.replaceFirst("_total$", "").replace('_', '.');
        return Stream.of(name, "ErrorCode\\." + name.toUpperCase(Locale.ROOT), "\"" + meter + "\"")
                .anyMatch(form -> Pattern.compile("(?<![\\w.])" + form + "(?!\\w)")
                        .matcher(text)
                        .find());
    }

    /** The sources of these tests and of the classes that are there to support them. */
    private static String textOf(List<Path> tests) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path test : tests) {
            String source = Files.readString(test);
            text.append(source);
            Map<String, Path> support = support(test);
            for (String name : new TreeSet<>(
                    CLASS.matcher(source).results().map(found -> found.group()).toList())) {
                if (support.containsKey(name)) {
                    text.append(Files.readString(support.get(name)));
                }
            }
        }
        return text.toString();
    }

    /** Beside this test, in its module: what is no test itself, by its name. */
    private static Map<String, Path> support(Path test) throws IOException {
        Path root = test;
        while (!root.endsWith("src/test/java")) {
            root = root.getParent();
        }
        Map<String, Path> support = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith(".java")
                            && !file.toString().matches(".*(?:Test|IT|Properties)\\.java"))
                    .forEach(file -> support.put(file.getFileName().toString().replace(".java", ""), file));
        }
        return support;
    }
}
