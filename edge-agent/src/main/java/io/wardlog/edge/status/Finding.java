package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * Something that is wrong with the agent now and that a person has to do something about.
 *
 * @param detail how it shows itself, one line
 */
public record Finding(Code code, String detail) {

    /** What can be wrong. The wire name never changes its meaning. */
    public enum Code {
        NO_WAY_IN("restart the agent; `wardlog agent doctor` says which port cannot be opened"),
        JOURNAL_DAMAGED(
                "keep the disk as evidence and replace it; `wardlog agent verify-journal` names what cannot be read"),
        JOURNAL_NOT_SYNCED(
                "take journal.insecureWithoutSync out of the configuration and restart the agent on an empty dataDir"),
        DISK_FILLING("bring the collector back if it is not connected; else raise journal.quota or free disk"),
        DISK_CRITICAL(
                "bring the collector back or make room now: what is left is for critical events and the agent's own records"),
        DISK_FULL(
                "bring the collector back or make room at once: devices are told to come later, what was accepted is safe"),
        UPLINK_NOT_CONNECTED(
                "run `wardlog agent doctor`: it tries each step of the way and says which one fails; what was accepted is safe"),
        BACKLOG_OLD("more comes than the collector takes: look at the link's rate and at the collector"),
        CUSTODY_GAP(
                "nothing at first: what is unconfirmed is sent again; if it stays, the collector's alerts say what is missing"),
        CUSTODY_FORK("stop the second agent of this name; find out with `wardlog verify` which records are whose"),
        CUSTODY_STALE("look whether an old copy of the data directory was put back"),
        CERTIFICATE_EXPIRES("put a new certificate and key in the place of the old ones; no restart is needed"),
        CERTIFICATE_EXPIRED(
                "put a new certificate and key in the place of the old ones at once: nobody accepts it any more"),
        CERTIFICATE_NOT_YET_VALID(
                "set the gateway's clock if it is wrong; else put a certificate and key that are valid now in the place of these"),
        CA_EXPIRES("put the next CA beside the old one in the CA file, before the other end gets a certificate of it"),
        CERTIFICATE_REFUSED("correct the files: certificate and key must belong together and be valid"),
        CLOCK_OFF("look at the time service of the gateway, and of the collector"),
        DEVICES_REFUSED("`wardlog agent check-config` names the lines; correct the file, no restart is needed"),
        RATE_LIMITED("look at what these devices send; what is turned away comes again, nothing is lost"),
        FILE_DESCRIPTORS_FEW("raise LimitNOFILE in the service's unit, or look who opens so many connections");

        private final String action;

        Code(String action) {
            this.action = action;
        }

        /** The stable name. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What to do, one line. */
        public String action() {
            return action;
        }
    }

    /** As {@code /status} has it. */
    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("code", code.wireName())
                .put("detail", detail)
                .put("action", code.action());
    }
}
