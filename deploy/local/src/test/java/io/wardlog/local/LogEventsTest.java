package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that is logged is {@code log.atWarn().addKeyValue("key", value).setCause(error).log("name_of_event")}: literal names, no prose, and
 * docs/log-events.md has exactly these. When it fails: log like that, and give the page the row that is missing.
 */
class LogEventsTest {
    private static final Path HOME = Path.of("../..");
    private static final Pattern LOGGER = Pattern.compile("\\bLogger (\\w+)");
    private static final Pattern OTHER_LOGGING =
            Pattern.compile("java\\.util\\.logging|System\\.Logger|System\\.getLogger|printStackTrace");
    private static final Pattern ANY_USE = Pattern.compile("\\b(?:log|LOG)\\s*\\.\\s*(\\w+)");
    private static final Pattern STATEMENT = Pattern.compile("\\b(?:log|LOG)\\s*\\.at(Error|Warn|Info|Debug)\\(\\)"
            + "((?:[^\"]|\"(?:[^\"\\\\]|\\\\.)*\")*?)\\.log\\(\"([a-z]+(?:_[a-z]+)+)\"\\)");
    private static final Pattern KEY = Pattern.compile("\\.addKeyValue\\(\\s*([^,]*),");
    private static final Pattern LITERAL_KEY = Pattern.compile("\"[a-z][A-Za-z]*\"");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\| ([^|]*)\\|([^|]*)\\|([^|]*)\\|");

    /** A section of the page, and whose sources it is about. */
    enum Section {
        AGENT("## Agent", "edge-agent"),
        COLLECTOR("## Collector", "collector"),
        SIMULATORS("## Simulators and demo", "simulators", "deploy/local");

        private final String title;
        private final List<String> modules;

        Section(String title, String... modules) {
            this.title = title;
            this.modules = List.of(modules);
        }
    }

    /** A row of the page without its prose. */
    record Logged(String level, String fields) {}

    @ParameterizedTest
    @EnumSource
    void thePageHasWhatTheSourcesLog(Section section) throws IOException {
        TreeMap<String, Logged> logged = new TreeMap<>();
        for (String module : section.modules) {
            for (String source : sources(module)) {
                collect(source, logged);
            }
        }
        assertThat(rows(section)).isEqualTo(logged);
    }

    private static void collect(String source, TreeMap<String, Logged> into) {
        Matcher statements = STATEMENT.matcher(source);
        while (statements.find()) {
            TreeSet<String> fields = new TreeSet<>();
            Matcher keys = KEY.matcher(statements.group(2));
            while (keys.find()) {
                assertThat(keys.group(1)).as("a key in " + statements.group()).matches(LITERAL_KEY);
                fields.add(keys.group(1).replace("\"", ""));
            }
            if (statements.group(2).contains(".setCause(")) {
                fields.add("error");
            }
            Logged logged = new Logged(statements.group(1).toUpperCase(), String.join(", ", fields));
            Logged other = into.putIfAbsent(statements.group(3), logged);
            assertThat(other == null ? logged : other)
                    .as("one level and one set of fields for " + statements.group(3))
                    .isEqualTo(logged);
        }
    }

    private static TreeMap<String, Logged> rows(Section section) throws IOException {
        String page = Files.readString(HOME.resolve("docs/log-events.md"));
        int start = page.indexOf(section.title + "\n");
        int end = page.indexOf("\n## ", start + 1);
        Matcher rows = ROW.matcher(page.substring(start, end < 0 ? page.length() : end));
        TreeMap<String, Logged> found = new TreeMap<>();
        while (rows.find()) {
            assertThat(rows.group(4)).as("the meaning of " + rows.group(1)).isNotBlank();
            assertThat(rows.group(5)).as("what to do at " + rows.group(1)).isNotBlank();
            TreeSet<String> fields =
                    new TreeSet<>(List.of(rows.group(3).replace("`", "").strip().split(", ")));
            assertThat(found.put(rows.group(1), new Logged(rows.group(2), String.join(", ", fields))))
                    .as("only one row for " + rows.group(1))
                    .isNull();
        }
        return found;
    }

    @Test
    void nothingIsLoggedInAnotherWay() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : files(HOME)) {
            if (file.startsWith(HOME.resolve("deploy/servers")) || file.startsWith(HOME.resolve("testkit"))) {
                continue; // sets the level of the real servers' own logs; remembers for a test what was logged
            }
            String text = Files.readString(file);
            String source = text.replaceAll("(?m)^(import|package) .*", "");
            Matcher loggers = LOGGER.matcher(source);
            while (loggers.find()) {
                if (!loggers.group(1).equalsIgnoreCase("log")) {
                    wrong.add(file + ": a logger is called log or LOG, not " + loggers.group(1));
                }
            }
            if (OTHER_LOGGING.matcher(text).find()) {
                wrong.add(file + ": another way to log");
            }
            String rest = STATEMENT.matcher(source).replaceAll("");
            Matcher uses = ANY_USE.matcher(LOGGER.matcher(source).find() ? rest : "");
            while (uses.find()) {
                wrong.add(file + ": log." + uses.group(1)
                        + " is not a whole statement of levels, literal keys and a literal name");
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> sources(String module) throws IOException {
        List<String> sources = new ArrayList<>();
        for (Path file : files(HOME.resolve(module))) {
            sources.add(Files.readString(file));
        }
        return sources;
    }

    /** The main sources below a directory of the source tree. */
    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("src/main/java"))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }
}
