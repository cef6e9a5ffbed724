package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages point to is there: files, headings, tests, commands and their options, profiles and properties of the build. */
class DocsTest {
    private static final Path HOME = Path.of("../..");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?) *$");
    /** Words with one space between them: in a list of commands, more of them begin the explanation. */
    private static final Pattern COMMAND = Pattern.compile("\\./wardlog ([a-z]+)((?: (?:\\\\\n *)?[^\\s`#|&;]+)*)");

    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]*");
    private static final Pattern SUBCOMMAND = Pattern.compile("[a-z][a-z-]*");
    private static final Pattern NAMED_PROFILES = Pattern.compile("(?<![\\w-])-P([a-z][a-z0-9,-]*)");
    private static final Pattern NAMED_PROPERTY = Pattern.compile("-D(wardlog(?:\\.[A-Za-z0-9]+)+)");
    private static final Pattern PROFILE = Pattern.compile("<profile>\\s*<id>([^<]+)</id>");
    private static final Pattern PROPERTY = Pattern.compile("<(wardlog(?:\\.[A-Za-z0-9]+)+)>");
    private static final Pattern READ_BY_TEST = Pattern.compile(
            "(?:getProperty|getInteger|getLong|getBoolean)\\(\\s*\"(wardlog[^\"]+)\"|named = \"(wardlog[^\"]+)\"");

    /** Whose sources say what a command of the launcher knows. */
    private static final Map<String, List<String>> SOURCES = Map.of(
            "demo", List.of("deploy/local"),
            "bench", List.of("deploy/local"),
            "agent", List.of("edge-agent", "shared"),
            "collector", List.of("collector", "shared"),
            "simulate", List.of("simulators"),
            "verify", List.of("shared", "collector"),
            "pki", List.of("shared"),
            "schemas", List.of("shared", "collector"));

    /** Those whose second word is another command. */
    private static final Set<String> GROUPS = Set.of("agent", "collector", "simulate", "pki", "schemas", "bench");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher links = LINK.matcher(withoutCode(Files.readString(page)));
            while (links.find()) {
                String link = links.group(1);
                if (!link.contains("://") && !link.startsWith("mailto:") && !leads(page, link)) {
                    broken.add(HOME.relativize(page) + " → " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
        Path target = name.isEmpty() ? page : page.resolveSibling(name).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new TreeSet<>();
        Matcher headings = HEADING.matcher(Files.readString(page));
        while (headings.find()) {
            anchors.add(headings.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }

    private static String withoutCode(String page) {
        return page.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\\n]*`", "");
    }

    @Test
    void everyCommandIsThere() throws IOException {
        List<String> wrong = new ArrayList<>();
        int commands = 0;
        for (Path page : pages()) {
            Matcher matcher = COMMAND.matcher(Files.readString(page));
            while (matcher.find()) {
                commands++;
                String problem = problem(matcher.group(1), matcher.group(2));
                if (!problem.isEmpty()) {
                    wrong.add(HOME.relativize(page) + ": " + matcher.group() + ": " + problem);
                }
            }
        }
        assertThat(commands).isGreaterThan(20);
        assertThat(wrong).isEmpty();
    }

    private static String problem(String command, String words) throws IOException {
        if (!SOURCES.containsKey(command)) {
            return "no such command";
        }
        String sources = sources(SOURCES.get(command));
        String second = words.strip().split("\\s+", 2)[0];
        if (GROUPS.contains(command)
                && SUBCOMMAND.matcher(second).matches()
                && !sources.contains("name = \"" + second + "\"")) {
            return "no command " + second;
        }
        Matcher options = OPTION.matcher(words);
        while (options.find()) {
            if (!sources.contains("\"" + options.group() + "\"")
                    && !Set.of("--help", "--version").contains(options.group())) {
                return "no option " + options.group();
            }
        }
        return "";
    }

    private static String sources(List<String> modules) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String module : modules) {
            for (Path file : files(HOME.resolve(module).resolve("src/main"), ".java")) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Test
    void everyProfileOfTheBuildIsThere() throws IOException {
        Set<String> profiles = new TreeSet<>();
        for (Path pom : files(HOME, "/pom.xml")) {
            profiles.addAll(groups(PROFILE, Files.readString(pom)));
        }
        assertNamedAreThere(NAMED_PROFILES, profiles);
    }

    @Test
    void everyPropertyOfTheBuildIsThere() throws IOException {
        Set<String> properties = new TreeSet<>();
        for (Path pom : files(HOME, "/pom.xml")) {
            properties.addAll(groups(PROPERTY, Files.readString(pom)));
        }
        for (Path source : files(HOME, ".java")) {
            if (source.toString().contains("/src/test/")) {
                properties.addAll(groups(READ_BY_TEST, Files.readString(source)));
            }
        }
        assertNamedAreThere(NAMED_PROPERTY, properties);
    }

    private static void assertNamedAreThere(Pattern named, Set<String> there) throws IOException {
        List<String> missing = new ArrayList<>();
        int count = 0;
        for (Path page : pages()) {
            for (String names : groups(named, Files.readString(page))) {
                for (String name : names.split(",")) {
                    count++;
                    if (!there.contains(name)) {
                        missing.add(HOME.relativize(page) + ": " + name);
                    }
                }
            }
        }
        assertThat(count).isGreaterThan(10);
        assertThat(missing).as("of %s", there).isEmpty();
    }

    /** What the pattern's group that is there holds, for each place where it is found. */
    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
                .toList();
    }

    /** The pages that a reader may open: those at the top, all of docs, and each module's own. */
    private static List<Path> pages() throws IOException {
        return files(HOME, ".md");
    }

    private static List<Path> files(Path directory, String end) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(end))
                    .filter(file ->
                            Stream.of("/target/", "/.git/", "/demo-data/").noneMatch(file.toString()::contains))
                    .sorted()
                    .toList();
        }
    }
}
