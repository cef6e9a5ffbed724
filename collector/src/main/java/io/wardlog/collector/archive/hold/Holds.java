package io.wardlog.collector.archive.hold;

import io.wardlog.hash.Hash;
import io.wardlog.hold.HoldFile;
import io.wardlog.hold.SignedHold;
import io.wardlog.keys.KeyRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which holds stand, by the records that were found: those that a trusted key signed, and no release that a trusted key signed names. Pure.
 *
 * @param standing the holds that stand
 * @param releases all genuine releases
 * @param refused what lies among the records and is none that counts
 */
public record Holds(List<SignedHold> standing, List<SignedHold> releases, List<Refused> refused) {

    /** A file that is no record of a hold, or one that nobody who may has signed. */
    public record Refused(String name, String reason) {}

    /** Copies all. */
    public Holds {
        standing = List.copyOf(standing);
        releases = List.copyOf(releases);
        refused = List.copyOf(refused);
    }

    /** Judges the files. */
    public static Holds of(List<HoldFile> files, KeyRing keys) {
        List<SignedHold> begun = new ArrayList<>();
        List<SignedHold> releases = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        for (HoldFile file : files) {
            SignedHold.Reading reading = SignedHold.decode(file.bytes());
            if (reading instanceof SignedHold.Reading.Refused wrong) {
                refused.add(new Refused(file.name(), wrong.detail()));
                continue;
            }
            SignedHold signed = ((SignedHold.Reading.Value) reading).signed();
            if (signed.standing(keys) != SignedHold.Standing.GENUINE) {
                refused.add(new Refused(file.name(), "no key that may set holds has signed it"));
            } else {
                (signed.hold().begins() ? begun : releases).add(signed);
            }
        }
        Set<Hash> released = releases.stream()
                .map(release -> release.hold().step().releases().orElseThrow())
                .collect(Collectors.toSet());
        List<SignedHold> standing =
                begun.stream().filter(hold -> !released.contains(hold.hash())).toList();
        return new Holds(standing, releases, refused);
    }

    /** Whether any hold that stands is about a file. */
    public boolean hold(String name) {
        return standing.stream().anyMatch(each -> each.hold().scope().holds(name));
    }

    /** Those of an id that stand; two people may have set one at the same time. */
    public List<SignedHold> standing(String id) {
        return standing.stream().filter(each -> each.hold().id().equals(id)).toList();
    }

    /** The releases of an id. */
    public List<SignedHold> releases(String id) {
        return releases.stream().filter(each -> each.hold().id().equals(id)).toList();
    }

    /** Whether the hold with this record stands. */
    public boolean stands(Hash record) {
        return standing.stream().anyMatch(each -> each.hash().equals(record));
    }
}
