package io.wardlog.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.testkit.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A configuration file: a record, or problems that each say what to do. */
class YamlFuzzTest extends FuzzedParser {

    record Inner(
            @Default("1") int number,
            @Default("x") String text,
            @Default("1MiB") DataSize size) {}

    record Root(
            @Default("") List<Inner> list,
            @Default("") Map<String, Inner> map,
            Optional<HostPort> listen,
            Optional<Path> file,
            @Default("5s") Duration pause) {}

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                        "list:\n  - number: 1\n    text: 'a'\n  - {number: 2, size: 64KiB}\npause: 10s\n",
                        "map:\n  a: {text: \"\\u00e9\"}\n  'b c': {number: 0x10}\nlisten: '[::1]:80'\nfile: ../a\n",
                        "# nothing\n---\nmap: {a: &x {number: 1}, b: *x}\n",
                        "list: [{text: |\n  several\n  lines\n}]\n? complex\n: key\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void parse(byte[] input) {
        try {
            Root root = ConfigLoader.parse(
                    Root.class, new ConfigLoader.Source("fuzz", Path.of("."), input), Map.of(), "FUZZ");
            assertThat(root.list()).isNotNull();
        } catch (ConfigException refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .allMatch(problem -> !problem.fix().isBlank());
        }
    }
}
