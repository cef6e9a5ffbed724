package io.wardlog.schema.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.testkit.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** A schema's pattern and a text, with a line feed between them: where there is an automaton it answers as the JDK does. */
class PatternFuzzTest extends FuzzedParser {

    /** The JDK takes a time that grows without bound with it. */
    private static final int LONGEST_TEXT = 16;

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                        "^[a-z][a-z0-9_]{0,7}\n" + "ab_9",
                        "^([A-Z]{2,3}|x-[^ ]+)$\nx-\u00e9",
                        "^\\d{4}-[01]?\\d*$\n2026-1",
                        "^(a|b(c|d)*)+\\.\\$$\nabcd.$",
                        "^[\\w.:/-]{1,12}$\nurn:a/b",
                        "^.*$\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void parse(byte[] input) {
        String[] parts = new String(input, StandardCharsets.UTF_8).split("\n", 2);
        if (parts.length < 2 || parts[1].length() > LONGEST_TEXT) {
            return;
        }
        byte[] text = parts[1].getBytes(StandardCharsets.UTF_8);
        try {
            Automaton automaton = PatternCompiler.compile(parts[0]);
            Pattern reference = Pattern.compile(parts[0]);
            assertThat(automaton.matches(text, 0, text.length))
                    .isEqualTo(reference.matcher(parts[1]).matches());
        } catch (UncompilableException | PatternSyntaxException noPattern) {
            assertThat(noPattern.getMessage()).isNotBlank();
        }
    }
}
