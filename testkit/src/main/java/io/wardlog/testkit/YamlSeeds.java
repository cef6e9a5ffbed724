package io.wardlog.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Seeds made of an example of a configuration file: as it is, without its comments, in which most mutations would fall, and each of its sections alone, which
 * is read many times as fast as the whole.
 */
public final class YamlSeeds {

    private YamlSeeds() {}

    /** The example is in block style; a section begins at a line that begins with a letter. */
    public static Stream<byte[]> of(byte[] example) {
        String bare = new String(example, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
                .collect(Collectors.joining("\n", "", "\n"));
        Stream<String> sections = Arrays.stream(bare.split("(?m)^(?=[a-zA-Z])"));
        return Stream.concat(
                Stream.of(example), Stream.concat(Stream.of(bare), sections).map(YamlSeeds::bytes));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
