package io.wardlog.verify;

import java.util.List;
import java.util.Map;

/**
 * The outcome of a verification.
 *
 * @param source what was read
 * @param verdict the worst of all findings; {@code VERIFIED} when there are none
 * @param events how many records were read, sealed and unreadable ones included
 * @param chains how many chains they belong to
 * @param batches how many signed batches were checked
 * @param counts how many findings of each verdict, worst first
 * @param findings the first findings of each verdict in the order found; {@code counts} tells how many more there are
 * @param checks what was checked
 * @param skipped what was not checked, and why
 */
public record VerificationReport(
        String source,
        Verdict verdict,
        long events,
        long chains,
        long batches,
        Map<Verdict, Long> counts,
        List<Finding> findings,
        List<String> checks,
        List<SkippedCheck> skipped) {

    /** Nothing can be verified about what has not left the gateway yet: said in every report. */
    public static final SkippedCheck UNSEALED_WINDOW = new SkippedCheck(
            "events that are not yet sealed and receipted",
            "what is not yet sealed and receipted can be removed by whoever controls the gateway");
}
