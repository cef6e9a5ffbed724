package io.wardlog.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a file holds, loading answers a record or a {@link ConfigException}. */
class ConfigFuzzTest {
    record Inner(@Default("1") int number, @Default("x") String text) {}

    record Root(
            @Default("") List<Inner> list,
            @Default("") Map<String, Inner> map,
            @Default("5s") Duration pause) {}

    @Property(tries = 2000)
    void bytes(@ForAll byte[] bytes) {
        tryLoad(bytes);
    }

    @Property(tries = 5000)
    void yamlLooking(@ForAll("fragments") String yaml) {
        tryLoad(yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> fragments() {
        return Arbitraries.of(
                        "list",
                        "map",
                        "pause",
                        ":",
                        ": ",
                        "\n",
                        "  ",
                        "- ",
                        "[",
                        "]",
                        "{",
                        "}",
                        ",",
                        "number",
                        "\"",
                        "'",
                        "&a",
                        "*a",
                        "!!x ",
                        "|",
                        ">",
                        "%",
                        "@",
                        "---\n",
                        "...\n",
                        "? ",
                        "#",
                        "5s",
                        "1",
                        "\t",
                        "\\",
                        "\u0000",
                        "\ud83d\ude00",
                        "\u2028",
                        "<<")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    private static void tryLoad(byte[] bytes) {
        try {
            var source = new ConfigLoader.Source("fuzz", Path.of("."), bytes);
            Root root = ConfigLoader.parse(Root.class, source, Map.of(), "FUZZ");
            assertThat(root.list()).isNotNull();
        } catch (ConfigException refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .allMatch(problem -> !problem.fix().isBlank());
        }
    }
}
