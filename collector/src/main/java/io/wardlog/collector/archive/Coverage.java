package io.wardlog.collector.archive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the manifests of one partition cover together. Pure; the order of the given manifests does not matter. */
public final class Coverage {

    /**
     * The part of a manifest that counts: rows with {@code from <= offset < to}.
     *
     * @param manifest where the rows are listed
     */
    public record Part(Manifest manifest, long from, long to) {}

    private Coverage() {}

    /**
     * Resolves overlaps: at every offset the manifest with the lowest start counts, and of two with the same start the
     * one that reaches further. Parts come in offset order and never overlap; a manifest that adds nothing is left out.
     */
    public static List<Part> of(List<Manifest> manifests) {
        List<Manifest> ordered = new ArrayList<>(manifests);
        ordered.sort(Comparator.comparingLong(Manifest::start)
                .thenComparing(Comparator.comparingLong(Manifest::next).reversed()));
        List<Part> parts = new ArrayList<>();
        long covered = 0;
        for (Manifest manifest : ordered) {
            long from = Math.max(covered, manifest.start());
            if (from < manifest.next()) {
                parts.add(new Part(manifest, from, manifest.next()));
                covered = manifest.next();
            }
        }
        return parts;
    }

    /** The position to go on from: behind everything that a manifest covers, 0 when there is none. */
    public static long resumePosition(List<Manifest> manifests) {
        return manifests.stream().mapToLong(Manifest::next).max().orElse(0);
    }
}
