package io.wardlog.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what is wrong while a configuration is read; bounded, because a file of garbage has no end of problems. */
final class Problems {
    private static final int MAX_REPORTED = 100;

    private final List<ConfigProblem> found = new ArrayList<>();

    void add(int line, String key, String problem, String fix) {
        if (found.size() < MAX_REPORTED) {
            found.add(new ConfigProblem(line, key, problem, fix));
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    ConfigException exception(String name) {
        found.sort(Comparator.comparingInt(ConfigProblem::line));
        return new ConfigException(name, found);
    }
}
