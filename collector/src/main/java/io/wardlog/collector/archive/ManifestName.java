package io.wardlog.collector.archive;

import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a manifest within its partition's folder: {@code <start>-<next>-<random>.json}, both offsets with 20 digits, so that a plain
 * listing is in offset order and says how far each manifest reaches. Pure.
 */
public final class ManifestName {
    private static final Pattern FORM = Pattern.compile("([0-9]{20})-([0-9]{20})-.*\\.json");

    private ManifestName() {}

    /** A name for this manifest that nobody used before, given a random {@code unique}. */
    public static String of(Manifest manifest, UUID unique) {
        return range(manifest) + unique + ".json";
    }

    /** What the names of all manifests with this start begin with; it comes before them, and behind those that start earlier. */
    public static String from(long start) {
        return String.format(Locale.ROOT, "%020d-", start);
    }

    /** Whether a file of a partition's folder has the ending of a manifest. */
    public static boolean isManifest(String name) {
        return name.endsWith(".json");
    }

    /** Whether a file's name says the same range as the manifest in it. */
    public static boolean agrees(String name, Manifest manifest) {
        return name.startsWith(range(manifest));
    }

    /** Where the manifest of this name starts; nothing when it is no name of a manifest. */
    public static OptionalLong start(String name) {
        Matcher form = FORM.matcher(name);
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(form.group(1)));
        } catch (NumberFormatException beyondEveryOffset) {
            return OptionalLong.empty();
        }
    }

    /** Puts those that reach furthest by their name first, and those whose name says nothing last. */
    public static Comparator<String> furthestFirst() {
        return Comparator.comparing(ManifestName::next, Comparator.reverseOrder());
    }

    /** Offsets with the same number of digits compare as text. */
    private static String next(String name) {
        Matcher form = FORM.matcher(name);
        return form.matches() ? form.group(2) : "";
    }

    private static String range(Manifest manifest) {
        return String.format(Locale.ROOT, "%020d-%020d-", manifest.start(), manifest.next());
    }
}
