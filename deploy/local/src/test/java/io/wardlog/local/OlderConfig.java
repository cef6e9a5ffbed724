package io.wardlog.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** A configuration of today in the hands of an older version, which refuses keys that it does not know: without their lines, by its own word. */
final class OlderConfig {
    private static final Pattern UNKNOWN = Pattern.compile("line (\\d+): \\S+: is not a known key");

    private OlderConfig() {}

    /**
     * Takes out of the file what the older version does not know.
     *
     * @param check the older version's {@code check-config} of this file
     * @throws AssertionError with what it says when it refuses anything else
     */
    static void fit(Path file, Callable<Stack.Verification> check) throws Exception {
        Stack.Verification said = check.call();
        if (said.exit() != 0) {
            Files.write(file, without(Files.readAllLines(file), said.output()));
            said = check.call();
        }
        if (said.exit() != 0) {
            throw new AssertionError("the older version refuses " + file + ":\n" + said.output());
        }
    }

    /** The lines without those of unknown keys and of what is indented below them. */
    static List<String> without(List<String> lines, String said) {
        List<String> left = new ArrayList<>(lines);
        UNKNOWN.matcher(said)
                .results()
                .map(result -> Integer.parseInt(result.group(1)) - 1)
                .sorted(Comparator.reverseOrder())
                .forEach(index -> remove(left, index));
        return left;
    }

    private static void remove(List<String> lines, int index) {
        int indent = indent(lines.remove(index));
        while (index < lines.size() && indent(lines.get(index)) > indent) {
            lines.remove(index);
        }
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }
}
