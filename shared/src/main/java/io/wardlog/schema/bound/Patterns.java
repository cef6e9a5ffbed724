package io.wardlog.schema.bound;

import java.util.HashMap;
import java.util.Map;

/** The patterns of schemas that are compiled together, of which many are the same. One thread. */
public final class Patterns {
    private final Map<String, Automaton> compiled = new HashMap<>();

    /** @throws UncompilableException when it is not simple, or its automaton is large */
    Automaton compile(String pattern) {
        return compiled.computeIfAbsent(pattern, PatternCompiler::compile);
    }
}
