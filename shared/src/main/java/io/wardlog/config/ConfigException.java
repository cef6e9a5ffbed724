package io.wardlog.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with all that is wrong with it, in the order of the file. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    /** Reports {@code problems}, at least one, of the file called {@code name}. */
    public ConfigException(String name, List<ConfigProblem> problems) {
        super(message(name, problems));
        this.problems = List.copyOf(problems);
    }

    /** All problems, at least one. */
    public List<ConfigProblem> problems() {
        return problems;
    }

    private static String message(String name, List<ConfigProblem> problems) {
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return problems.stream()
                .map(problem -> System.lineSeparator() + "  " + problem)
                .collect(Collectors.joining("", name + ": " + count, ""));
    }
}
