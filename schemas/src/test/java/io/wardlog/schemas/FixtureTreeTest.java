package io.wardlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shape of the tree of fixtures; their verdicts are the business of the module that checks, {@code shared}. */
class FixtureTreeTest {
    private static final List<Fixture> FIXTURES = Fixture.all();

    static List<String> indexedTypes() {
        return StreamSupport.stream(
                        SchemaDocuments.read("index.json").path("events").spliterator(), false)
                .map(entry -> entry.path("eventType").asText() + "/"
                        + entry.path("eventVersion").asInt())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("indexedTypes")
    void everyTypeHasThreeValidAndFiveInvalidCases(String typeAndVersion) {
        assertThat(count(typeAndVersion, true)).isGreaterThanOrEqualTo(3);
        assertThat(count(typeAndVersion, false)).isGreaterThanOrEqualTo(5);
    }

    private static long count(String typeAndVersion, boolean valid) {
        return FIXTURES.stream()
                .filter(f -> (f.eventType() + "/" + f.version()).equals(typeAndVersion) && f.valid() == valid)
                .count();
    }

    @Test
    void everyFolderIsAnIndexedType() {
        Set<String> folders = FIXTURES.stream()
                .map(fixture -> fixture.eventType() + "/" + fixture.version())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(folders).containsExactlyInAnyOrderElementsOf(indexedTypes());
    }

    @Test
    void everyCaseIsNamedInKebabCase() {
        assertThat(FIXTURES).extracting(Fixture::name).allMatch(name -> name.matches("[a-z0-9]+(-[a-z0-9]+)*"));
    }

    @Test
    void everyCaseIsAMessageWithoutItsTypeOrDevice() throws IOException {
        for (Fixture fixture : FIXTURES) {
            JsonNode message = new JsonMapper().readTree(fixture.json());
            assertThat(message.isObject()).as(fixture.toString()).isTrue();
            assertThat(message.has("deviceId") || message.has("eventType"))
                    .as(fixture.toString())
                    .isFalse();
        }
    }

    @Test
    void someValidCaseOfEveryTypeIsMinimal() {
        for (String type : indexedTypes()) {
            assertThat(FIXTURES.stream().filter(f -> f.valid() && type.startsWith(f.eventType() + "/")))
                    .as(type)
                    .anySatisfy(
                            f -> assertThat(new JsonMapper().readTree(f.json()).size())
                                    .isEqualTo(2));
        }
    }
}
