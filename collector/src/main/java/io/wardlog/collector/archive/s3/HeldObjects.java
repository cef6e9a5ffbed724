package io.wardlog.collector.archive.s3;

import io.wardlog.collector.archive.ArchivedFile;
import io.wardlog.collector.archive.FileName;
import io.wardlog.collector.archive.Manifest;
import io.wardlog.collector.archive.ManifestName;
import io.wardlog.collector.topic.Topics;
import io.wardlog.hold.HoldScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds what a hold is about: the files of its tenant and days, by their folders, and the manifests that list one of them, to which the files'
 * names lead. What it reads grows with what is held, not with the archive. Used by one thread.
 */
final class HeldObjects {
    private static final String MANIFESTS = "manifests/";
    private static final Map<String, String> TOPICS = new TreeMap<>(Map.of(
            "events/", Topics.EVENTS,
            "proofs/", Topics.PROOFS,
            "disclosures/", Topics.DISCLOSURES));

    private final S3Bucket bucket;

    HeldObjects(S3Bucket bucket) {
        this.bucket = bucket;
    }

    /**
     * An object that is meant.
     *
     * @param files the files for which it is: itself, or those that the manifest lists
     */
    record Meant(StoredObject object, List<String> files) {}

    /** A place among the manifests where one that lists a held file must be. */
    private record Place(String topic, FileName.Origin origin) {}

    /** The oldest version of each. */
    List<Meant> of(HoldScope scope) throws IOException {
        List<Meant> meant = new ArrayList<>();
        Set<Place> places = new LinkedHashSet<>();
        for (Map.Entry<String, String> kind : TOPICS.entrySet()) {
            for (StoredObject file : files(scope, kind.getKey() + "tenant=" + scope.tenantId() + "/")) {
                meant.add(new Meant(file, List.of(file.name())));
                FileName.origin(file.name()).ifPresent(origin -> places.add(new Place(kind.getValue(), origin)));
            }
        }
        for (Place place : places) {
            for (Meant manifest : manifests(place)) {
                if (manifest.files().stream().anyMatch(scope::holds)) {
                    meant.add(manifest);
                }
            }
        }
        return meant;
    }

    /** Goes down where some days are meant and others not, and takes everything elsewhere. */
    private List<StoredObject> files(HoldScope scope, String folder) throws IOException {
        if (!scope.isOfDays() || HoldScope.isOfAnyDay(folder)) {
            return bucket.oldestVersions(folder);
        }
        S3Bucket.Children children = bucket.children(folder);
        List<StoredObject> files = new ArrayList<>(children.objects().stream()
                .filter(object -> scope.holds(object.name()))
                .toList());
        for (String child : children.folders()) {
            String name = folder + child + "/";
            if (scope.holds(name)) {
                files.addAll(files(scope, name));
            }
        }
        return files;
    }

    /** Of every incarnation of the topic. */
    private List<Meant> manifests(Place place) throws IOException {
        List<Meant> found = new ArrayList<>();
        String topic = MANIFESTS + place.topic() + "/";
        for (String topicId : bucket.folders(topic)) {
            String begin = topic + topicId + "/" + place.origin().partition() + "/"
                    + ManifestName.from(place.origin().start());
            for (StoredObject object : bucket.oldestVersions(begin)) {
                found.add(new Meant(object, listed(object)));
            }
        }
        return found;
    }

    /** A manifest that does not parse makes nothing count. */
    private List<String> listed(StoredObject object) throws IOException {
        try {
            return Manifest.parse(bucket.read(object)).files().stream()
                    .map(ArchivedFile::name)
                    .toList();
        } catch (IllegalArgumentException | ArithmeticException corrupt) {
            return List.of();
        }
    }
}
