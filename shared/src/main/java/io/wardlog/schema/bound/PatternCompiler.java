package io.wardlog.schema.bound;

import io.wardlog.schema.bound.PatternSyntax.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes an automaton of a pattern: Thompson's construction of one with many states at a time, Rabin and Scott's of one with a single state.
 * Used at start only; a pattern whose automaton is large is not compiled.
 */
final class PatternCompiler {
    private static final int MOST_STATES = 4_096;

    /** By state: where it leads without a code point. */
    private final List<BitSet> silent = new ArrayList<>();

    /** By state: the set that leads on, to the state after it; null when none does. */
    private final List<Step> steps = new ArrayList<>();

    private record Step(BitSet set, int to) {}

    private PatternCompiler() {}

    /** @throws UncompilableException when the pattern is not simple, or its automaton is large */
    static Automaton compile(String pattern) {
        PatternCompiler compiler = new PatternCompiler();
        int start = compiler.state();
        int end = compiler.build(PatternSyntax.read(pattern), start);
        return compiler.determine(start, end);
    }

    private int state() {
        if (steps.size() >= MOST_STATES) {
            throw new UncompilableException("a pattern with many states");
        }
        silent.add(new BitSet());
        steps.add(null);
        return steps.size() - 1;
    }

    private void connect(int from, int to) {
        silent.get(from).set(to);
    }

    /** Adds a part behind a state and returns the state after it. */
    private int build(Part part, int from) {
        if (part instanceof Part.OneOf one) {
            int source = state();
            int end = state();
            connect(from, source);
            steps.set(source, new Step(one.set(), end));
            return end;
        }
        if (part instanceof Part.Sequence sequence) {
            int end = from;
            for (Part each : sequence.parts()) {
                end = build(each, end);
            }
            return end;
        }
        return part instanceof Part.Either either ? either(either, from) : repeat((Part.Repeat) part, from);
    }

    private int either(Part.Either either, int from) {
        int end = state();
        for (Part each : either.parts()) {
            connect(build(each, from), end);
        }
        return end;
    }

    private int repeat(Part.Repeat repeat, int from) {
        int at = from;
        for (int i = 0; i < repeat.least(); i++) {
            at = build(repeat.part(), at);
        }
        int end = state();
        connect(at, end);
        if (repeat.most() < 0) {
            connect(build(repeat.part(), end), end);
        }
        for (int i = repeat.least(); i < repeat.most(); i++) {
            at = build(repeat.part(), at);
            connect(at, end);
        }
        return end;
    }

    private Automaton determine(int start, int end) {
        int[] columnOf = columns();
        int width = Arrays.stream(columnOf).max().orElseThrow() + 1;
        Map<BitSet, Integer> numbers = new LinkedHashMap<>();
        List<BitSet> states = new ArrayList<>();
        List<int[]> table = new ArrayList<>();
        BitSet first = new BitSet();
        first.set(start);
        number(closure(first), numbers, states);
        for (int i = 0; i < states.size(); i++) {
            int[] row = new int[width];
            for (int column = 0; column < width; column++) {
                BitSet reached = closure(after(states.get(i), columnOf, column));
                row[column] = reached.isEmpty() ? Automaton.DEAD : number(reached, numbers, states);
            }
            table.add(row);
        }
        BitSet accepting = new BitSet();
        for (int i = 0; i < states.size(); i++) {
            accepting.set(i, states.get(i).get(end));
        }
        return new Automaton(columnOf, table, accepting);
    }

    /** By code point its column: those of one column are in the same sets. */
    private int[] columns() {
        List<BitSet> sets = steps.stream()
                .filter(Objects::nonNull)
                .map(Step::set)
                .distinct()
                .toList();
        Map<List<Boolean>, Integer> known = new HashMap<>();
        int[] columnOf = new int[PatternSyntax.BEYOND_ASCII + 1];
        for (int symbol = 0; symbol < columnOf.length; symbol++) {
            int codePoint = symbol;
            List<Boolean> memberships =
                    sets.stream().map(set -> set.get(codePoint)).toList();
            columnOf[symbol] = known.computeIfAbsent(memberships, unknown -> known.size());
        }
        return columnOf;
    }

    private static int number(BitSet reached, Map<BitSet, Integer> numbers, List<BitSet> states) {
        Integer known = numbers.putIfAbsent(reached, states.size());
        if (known != null) {
            return known;
        }
        if (states.size() >= Automaton.MOST_STATES) {
            throw new UncompilableException("a pattern with many states");
        }
        states.add(reached);
        return states.size() - 1;
    }

    private BitSet after(BitSet states, int[] columnOf, int column) {
        int symbol = first(columnOf, column);
        BitSet reached = new BitSet();
        states.stream()
                .mapToObj(steps::get)
                .filter(step -> step != null && step.set().get(symbol))
                .forEach(step -> reached.set(step.to()));
        return reached;
    }

    private static int first(int[] columnOf, int column) {
        int symbol = 0;
        while (columnOf[symbol] != column) {
            symbol++;
        }
        return symbol;
    }

    private BitSet closure(BitSet states) {
        BitSet closed = (BitSet) states.clone();
        Deque<Integer> open = new ArrayDeque<>(states.stream().boxed().toList());
        while (!open.isEmpty()) {
            BitSet further = (BitSet) silent.get(open.pop()).clone();
            further.andNot(closed);
            closed.or(further);
            further.stream().forEach(open::push);
        }
        return closed;
    }
}
