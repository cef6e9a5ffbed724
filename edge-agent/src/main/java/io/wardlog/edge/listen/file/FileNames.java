package io.wardlog.edge.listen.file;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a file's name says: being written, rotated, or none of ours. Immutable. */
final class FileNames {

    /** What a name says of its file. */
    enum Kind {
        /** Renamed out of the way, or a copy: read before those that are written. */
        ROTATED,
        /** The application writes it. */
        LIVE,
        /** Compressed, hidden, or not named: not read. */
        OTHER
    }

    /** What logrotate and its like put behind a name: a number, a day, a time. */
    private static final String SUFFIX = "[.-][0-9][0-9TZ_.:+-]*";

    private static final Pattern COUNTED = Pattern.compile("(.*[.-])([0-9]{1,3})");

    /** By name alone: of two that are counted, the one of the higher number is older; else the days and times in them sort. */
    static final Comparator<String> OLDEST_FIRST = (one, other) -> {
        Matcher first = COUNTED.matcher(one);
        Matcher second = COUNTED.matcher(other);
        return first.matches() && second.matches() && first.group(1).equals(second.group(1))
                ? Integer.valueOf(second.group(2)).compareTo(Integer.valueOf(first.group(2)))
                : one.compareTo(other);
    };

    private final Pattern live;
    private final Pattern rotated;

    FileNames(List<String> names) {
        String any = names.stream().map(FileNames::regex).collect(Collectors.joining("|"));
        live = Pattern.compile(any);
        rotated = Pattern.compile("(" + any + ")" + SUFFIX);
    }

    private static String regex(String glob) {
        return Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }

    Kind of(String name) {
        if (name.startsWith(".")) {
            return Kind.OTHER;
        }
        if (live.matcher(name).matches()) {
            return Kind.LIVE;
        }
        return rotated.matcher(name).matches() ? Kind.ROTATED : Kind.OTHER;
    }
}
