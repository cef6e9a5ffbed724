package io.wardlog.collector.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.archive.ManifestName;
import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The end of an ordered listing, found in few pages. */
class LastManifestsTest {
    private final NavigableSet<String> names = new TreeSet<>();
    private int pages;

    @Test
    void aYearOfManifestsTakesAFewPages() throws IOException {
        int year = 365 * 24 * 20;
        for (long i = 0; i < year; i++) {
            names.add(name(i * 700, i * 700 + 700));
        }
        assertThat(last(Long.MAX_VALUE)).isEqualTo(names.last());
        assertThat(pages).isLessThanOrEqualTo(25);
    }

    @Test
    void anEmptyFolderAndAShortOneTakeOnePage() throws IOException {
        assertThat(search().before(Long.MAX_VALUE)).isEmpty();
        names.add(name(0, 5));
        names.add(name(5, 9));
        assertThat(search().before(Long.MAX_VALUE)).containsExactlyElementsOf(names);
        assertThat(pages).isEqualTo(2);
    }

    /** Whoever may put objects may put any names; he makes the search longer, not wrong. */
    @Test
    void namesThatAreNoManifestsHideNone() throws IOException {
        for (int i = 0; i < 3_000; i++) {
            names.add(name(i, i + 1));
            names.add("!" + i + ".json");
            names.add("00000000000000000001-" + i + ".json");
            names.add("99999999999999999999-99999999999999999999-" + i + ".json");
            names.add("~" + i + ".json");
        }
        assertThat(last(Long.MAX_VALUE)).isEqualTo(name(2_999, 3_000));
    }

    /** However unevenly they start, and however many start at one offset. */
    @Property(tries = 60)
    void theLastOneIsFound(
            @ForAll @IntRange(max = 4_000) int count,
            @ForAll @LongRange(min = 1, max = 1L << 40) long widest,
            @ForAll long seed)
            throws IOException {
        names.clear();
        Random random = new Random(seed);
        long start = 0;
        for (int i = 0; i < count; i++) {
            start += random.nextInt(4) == 0 ? 0 : (long) (random.nextDouble() * random.nextDouble() * widest);
            names.add(name(start, start + 1 + random.nextInt(1_000)));
        }
        assertThat(last(Long.MAX_VALUE)).isEqualTo(names.isEmpty() ? null : names.last());
        long end = start / 2;
        assertThat(last(end)).isEqualTo(names.lower(ManifestName.from(end)));
    }

    private String last(long end) throws IOException {
        List<String> found = search().before(end);
        assertThat(found).hasSizeLessThanOrEqualTo(LastManifests.PAGE);
        return found.isEmpty() ? null : found.get(found.size() - 1);
    }

    private LastManifests search() {
        return new LastManifests(after -> {
            pages++;
            List<String> page = names.tailSet(after, false).stream()
                    .limit(LastManifests.PAGE)
                    .toList();
            return new LastManifests.Page(page, page.size() < LastManifests.PAGE);
        });
    }

    private static String name(long start, long next) {
        return ManifestName.from(start) + ManifestName.from(next) + "random.json";
    }
}
