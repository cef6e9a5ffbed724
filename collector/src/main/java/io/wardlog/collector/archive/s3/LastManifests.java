package io.wardlog.collector.archive.s3;

import io.wardlog.collector.archive.ManifestName;
import java.io.IOException;
import java.util.List;

/**
 * Finds the end of a partition's manifests without listing them all: names are in the order of their start, so pages are looked at in steps that
 * double until one is empty, and then between the last that was not and the first that was. A year of manifests, hundreds of pages, takes about
 * twenty. Names that are no manifest's are passed over. Used by one thread.
 */
final class LastManifests {
    /** What S3 lists at once. */
    static final int PAGE = 1_000;

    private final Listing listing;

    /** An ordered listing of names. */
    interface Listing {
        /** The names behind {@code after}, in order: as many as the listing has on a page. */
        Page behind(String after) throws IOException;
    }

    /**
     * A part of the listing.
     *
     * @param names in order; not empty unless it is the last
     * @param isLast nothing comes behind it
     */
    record Page(List<String> names, boolean isLast) {}

    LastManifests(Listing listing) {
        this.listing = listing;
    }

    /** The last names of manifests that start before this offset, in order, those of one page; empty when there is none. */
    List<String> before(long end) throws IOException {
        Found last = look(ManifestName.from(0), end);
        long step = last.names.isEmpty() ? 0 : Math.max(1, last.highest() - last.lowest());
        long empty = end;
        while (!last.isEnd) {
            long rest = empty - last.highest();
            if (rest <= 1) { // more than a page of them start at one offset
                last = last.or(look(last.lastName(), end));
                continue;
            }
            long probe = last.highest() + (empty == end && step < rest / 2 ? step : rest / 2);
            step *= 2;
            Found found = look(ManifestName.from(probe), end);
            empty = found.names.isEmpty() ? probe : empty;
            last = found.names.isEmpty() ? last : found;
        }
        return last.names;
    }

    /** The first manifests behind a name. */
    private Found look(String after, long end) throws IOException {
        String from = after;
        while (true) {
            Page page = listing.behind(from);
            List<String> manifests = page.names().stream()
                    .filter(name -> ManifestName.start(name).isPresent())
                    .toList();
            List<String> before =
                    manifests.stream().filter(name -> startOf(name) < end).toList();
            boolean isEnd = page.isLast() || before.size() < manifests.size();
            if (isEnd || !before.isEmpty()) {
                return new Found(before, isEnd);
            }
            from = page.names().get(page.names().size() - 1);
        }
    }

    /** The manifests of a page, and whether no other comes behind them. */
    private record Found(List<String> names, boolean isEnd) {
        /** What comes behind, or this as the end where nothing does. */
        Found or(Found behind) {
            return behind.names.isEmpty() ? new Found(names, true) : behind;
        }

        long lowest() {
            return startOf(names.get(0));
        }

        long highest() {
            return startOf(lastName());
        }

        String lastName() {
            return names.get(names.size() - 1);
        }
    }

    private static long startOf(String manifest) {
        return ManifestName.start(manifest).orElseThrow();
    }
}
