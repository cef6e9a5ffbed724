package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wardlog.hash.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bills of materials of a build with {@code -Psbom}, against the jars that the processes run on and docs/dependencies.md. */
class SbomIT {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final String page = read(ROOT.resolve("docs/dependencies.md"));

    @BeforeEach
    void theBuildMadeThem() {
        assumeTrue(Boolean.getBoolean("wardlog.sbom"), "bills of materials are made with -Psbom");
    }

    @ParameterizedTest
    @ValueSource(strings = {"edge-agent", "collector", "simulators"})
    void namesEveryJarOfTheClassPathByItsHash(String module) throws IOException {
        Map<String, String> jars = new TreeMap<>();
        try (Stream<Path> files = Files.list(ROOT.resolve(module).resolve("target/lib"))) {
            for (Path jar : files.toList()) {
                jars.put(
                        Sha256.of(Files.readAllBytes(jar)).hex(),
                        jar.getFileName().toString());
            }
        }
        assertThat(jars).hasSizeGreaterThan(20);
        components(module).forEach(component -> jars.remove(sha256(component)));
        assertThat(jars.values()).as("jars that no component is").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"edge-agent", "collector", "simulators"})
    void allowsOnlyTheLicencesOfThePage(String module) {
        List<String> permissive = codes(section("Permissive licences"));
        List<String> exceptions = codes(section("Named exceptions"));
        assertThat(permissive).contains("Apache-2.0", "MIT");
        List<String> outside = new ArrayList<>();
        for (JsonNode component : components(module)) {
            String name = component.path("name").asText();
            if (licences(component).stream().noneMatch(permissive::contains) && !exceptions.contains(name)) {
                outside.add(name + " " + licences(component));
            }
        }
        assertThat(outside).isEmpty();
    }

    @Test
    void namesNoExceptionThatNobodyUses() {
        TreeSet<String> used = new TreeSet<>();
        for (String module : List.of("edge-agent", "collector", "simulators")) {
            components(module)
                    .forEach(component -> used.add(component.path("name").asText()));
        }
        List<String> rows = section("Named exceptions")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|")[1])
                .toList();
        assertThat(used).containsAll(codes(String.join("", rows)));
    }

    @Test
    void theAgentIsWithoutTheCollectorsLibraries() {
        assertThat(components("edge-agent"))
                .extracting(component -> component.path("group").asText())
                .doesNotContain("org.apache.kafka", "org.apache.avro", "org.opensearch.client", "org.apache.parquet");
    }

    @Test
    void theWholeBuildHasOneToo() {
        List<String> all = new ArrayList<>();
        bill(ROOT.resolve("target/sbom.json"))
                .path("components")
                .forEach(part -> all.add(part.path("purl").asText()));
        for (String module : List.of("edge-agent", "collector", "simulators")) {
            assertThat(components(module))
                    .extracting(part -> part.path("purl").asText())
                    .isSubsetOf(all);
        }
    }

    private static JsonNode bill(Path file) {
        try {
            JsonNode bill = new JsonMapper().readTree(file.toFile());
            assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
            return bill;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<JsonNode> components(String module) {
        List<JsonNode> components = new ArrayList<>();
        bill(ROOT.resolve(module).resolve("target/sbom.json"))
                .path("components")
                .forEach(components::add);
        return components;
    }

    private static String sha256(JsonNode component) {
        for (JsonNode hash : component.path("hashes")) {
            if (hash.path("alg").asText().equals("SHA-256")) {
                return hash.path("content").asText();
            }
        }
        return "none";
    }

    /** The component's licences; where there are several, its user chooses. */
    private static List<String> licences(JsonNode component) {
        List<String> licences = new ArrayList<>();
        for (JsonNode entry : component.path("licenses")) {
            JsonNode licence = entry.path("license");
            licences.add(
                    entry.has("expression")
                            ? entry.get("expression").asText()
                            : licence.path("id").asText(licence.path("name").asText()));
        }
        return licences;
    }

    private String section(String title) {
        int start = page.indexOf("## " + title);
        assertThat(start).as(title).isNotNegative();
        int end = page.indexOf("\n## ", start + 1);
        return page.substring(start, end < 0 ? page.length() : end);
    }

    private static List<String> codes(String text) {
        Matcher matcher = CODE.matcher(text);
        List<String> codes = new ArrayList<>();
        while (matcher.find()) {
            codes.add(matcher.group(1));
        }
        return codes;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
