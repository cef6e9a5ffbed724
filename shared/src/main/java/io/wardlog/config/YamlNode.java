package io.wardlog.config;

import java.util.List;
import java.util.Map;

/** A YAML value with the line, from 1, that it begins on. Scalars stay text: the record's component decides the kind. */
sealed interface YamlNode {
    int line();

    /** How an operator would call it. */
    String name();

    /** A section: keys in the order of the file, none twice. */
    record Mapping(int line, Map<String, Entry> entries) implements YamlNode {
        @Override
        public String name() {
            return "a section of keys";
        }
    }

    /** A key's own line, and its value. */
    record Entry(int line, YamlNode value) {}

    /** A list. */
    record Sequence(int line, List<YamlNode> elements) implements YamlNode {
        @Override
        public String name() {
            return "a list";
        }
    }

    /** A plain or quoted text. */
    record Scalar(int line, String text) implements YamlNode {
        @Override
        public String name() {
            return "a single value";
        }
    }

    /** {@code key:} with nothing behind it, or {@code ~}: the same as an absent key. */
    record Empty(int line) implements YamlNode {
        @Override
        public String name() {
            return "empty";
        }
    }
}
