package io.wardlog.schema.bound;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Reads the regular expressions that schemas of the house use: {@code ^...$} of literals, classes, groups, alternatives and greedy repeats.
 * Whatever else ECMA 262 or Java knows is not compiled, above all what the two understand differently.
 */
final class PatternSyntax {
    /** Stands for every code point beyond ASCII: a class holds all of them or none. */
    static final int BEYOND_ASCII = 0x80;

    private static final String SPECIAL = "\\^$.|?*+()[]{}";
    private static final int MOST_REPEATS = 256;

    private final String pattern;
    private int at;

    /** A part of a pattern. */
    sealed interface Part {
        /** One code point of a set; {@link #BEYOND_ASCII} is one of its members. */
        record OneOf(BitSet set) implements Part {}

        record Sequence(List<Part> parts) implements Part {}

        record Either(List<Part> parts) implements Part {}

        /** {@code most} is -1 when there is no limit. */
        record Repeat(Part part, int least, int most) implements Part {}
    }

    private PatternSyntax(String pattern) {
        this.pattern = pattern;
    }

    /** @throws UncompilableException when the pattern holds anything else */
    static Part read(String anchored) {
        if (!anchored.startsWith("^") || !anchored.endsWith("$") || anchored.length() < 2) {
            throw new UncompilableException("a pattern that is not anchored");
        }
        PatternSyntax syntax = new PatternSyntax(anchored.substring(1, anchored.length() - 1));
        Part part = syntax.sequence();
        syntax.require(syntax.at == syntax.pattern.length());
        return part;
    }

    private void require(boolean understood) {
        if (!understood) {
            throw new UncompilableException("a pattern that is not simple");
        }
    }

    private boolean next(char c) {
        boolean is = at < pattern.length() && pattern.charAt(at) == c;
        at += is ? 1 : 0;
        return is;
    }

    private char take() {
        require(at < pattern.length());
        return pattern.charAt(at++);
    }

    private Part sequence() {
        List<Part> parts = new ArrayList<>();
        while (at < pattern.length() && pattern.charAt(at) != ')' && pattern.charAt(at) != '|') {
            parts.add(repeated(atom()));
        }
        return new Part.Sequence(parts);
    }

    private Part atom() {
        if (next('(')) {
            require(at < pattern.length() && pattern.charAt(at) != '?');
            List<Part> parts = new ArrayList<>(List.of(sequence()));
            while (next('|')) {
                parts.add(sequence());
            }
            require(next(')'));
            return new Part.Either(parts);
        }
        if (next('[')) {
            return characterClass();
        }
        BitSet set = new BitSet();
        char c = take();
        set.set(c == '\\' ? escaped() : literal(c, SPECIAL));
        return new Part.OneOf(set);
    }

    private char literal(char c, String special) {
        require(c >= ' ' && c < BEYOND_ASCII && special.indexOf(c) < 0);
        return c;
    }

    private char escaped() {
        char c = take();
        if (c == 'u') {
            require(at + 4 <= pattern.length() && pattern.substring(at, at + 4).matches("00[0-7][0-9a-fA-F]"));
            at += 4;
            return (char) Integer.parseInt(pattern.substring(at - 4, at), 16);
        }
        require(SPECIAL.indexOf(c) >= 0 || c == '-' || c == '/');
        return c;
    }

    private Part characterClass() {
        boolean negated = next('^');
        BitSet set = new BitSet();
        require(at < pattern.length() && pattern.charAt(at) != ']');
        while (!next(']')) {
            char from = member();
            boolean range = at + 1 < pattern.length() && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']';
            if (range) {
                at++;
                char to = member();
                require(from <= to);
                set.set(from, to + 1);
            } else {
                set.set(from);
            }
        }
        if (negated) {
            set.flip(0, BEYOND_ASCII + 1);
        }
        return new Part.OneOf(set);
    }

    /** Java means an intersection by two ampersands, and a union by a bracket. */
    private char member() {
        char c = take();
        require(c != '&' || at == pattern.length() || pattern.charAt(at) != '&');
        return c == '\\' ? escaped() : literal(c, "[");
    }

    private Part repeated(Part part) {
        Part repeat = part;
        if (next('?')) {
            repeat = new Part.Repeat(part, 0, 1);
        } else if (next('*')) {
            repeat = new Part.Repeat(part, 0, -1);
        } else if (next('+')) {
            repeat = new Part.Repeat(part, 1, -1);
        } else if (next('{')) {
            int least = number();
            int most = next(',') ? pattern.startsWith("}", at) ? -1 : number() : least;
            require(next('}') && (most == -1 || least <= most));
            repeat = new Part.Repeat(part, least, most);
        }
        require(at == pattern.length() || "?*+{".indexOf(pattern.charAt(at)) < 0); // lazy, possessive or repeated anew
        return repeat;
    }

    private int number() {
        int number = -1;
        while (at < pattern.length() && Character.isDigit(pattern.charAt(at)) && number < MOST_REPEATS) {
            number = Math.max(number, 0) * 10 + pattern.charAt(at++) - '0';
        }
        require(number >= 0 && number <= MOST_REPEATS);
        return number;
    }
}
