package io.wardlog.verify;

import io.wardlog.hash.Hash;
import io.wardlog.hold.HoldFile;
import io.wardlog.hold.SignedHold;
import io.wardlog.keys.KeyRing;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks the records of legal holds: their form, their signatures where keys are given, and that no release is of a hold that is gone. */
final class HoldVerifier {
    private final Optional<KeyRing> keys;
    private final Findings findings;

    HoldVerifier(Optional<KeyRing> keys, Findings findings) {
        this.keys = keys;
        this.findings = findings;
    }

    void verify(List<HoldFile> files) {
        Map<String, SignedHold> releases = new LinkedHashMap<>();
        Set<Hash> begun = new HashSet<>();
        for (HoldFile file : files) {
            SignedHold.Reading reading = SignedHold.decode(file.bytes());
            if (reading instanceof SignedHold.Reading.Refused refused) {
                findings.add(Verdict.CORRUPT, Place.in(file.name()), refused.detail());
                continue;
            }
            SignedHold signed = ((SignedHold.Reading.Value) reading).signed();
            boolean isBelieved = isBelieved(file, signed);
            if (signed.hold().begins()) {
                begun.add(signed.hash());
            } else if (isBelieved) {
                releases.put(file.name(), signed);
            }
        }
        releases.forEach((name, release) -> {
            if (!begun.contains(release.hold().step().releases().orElseThrow())) {
                findings.add(
                        Verdict.GAP_UNEXPLAINED, Place.in(name), "the record of the hold that it releases is missing");
            }
        });
    }

    private boolean isBelieved(HoldFile file, SignedHold signed) {
        SignedHold.Standing standing = keys.map(signed::standing).orElse(SignedHold.Standing.GENUINE);
        switch (standing) {
            case UNKNOWN_KEY:
                findings.add(
                        Verdict.UNVERIFIABLE,
                        Place.in(file.name()),
                        "the record of a hold names a key that is not trusted for holds");
                return false;
            case FORGED:
                findings.add(
                        Verdict.TAMPERED,
                        Place.in(file.name()),
                        "the record of a hold is not signed by the key that it names");
                return false;
            case GENUINE:
                return true;
        }
        throw new IllegalStateException("unknown standing " + standing);
    }
}
