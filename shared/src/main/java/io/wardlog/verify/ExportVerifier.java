package io.wardlog.verify;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies an export (docs/formats.md section 8) as it streams by, in memory that does not grow with the number of its records.
 * Needs nothing but the export. Not thread-safe; one object verifies one export.
 */
public final class ExportVerifier {
    private static final int KEPT_FINDINGS = 100;
    private static final List<String> CHECKS = List.of(
            "form of every line",
            "canonical bytes of every event",
            "hash of every event",
            "checksum of every payload",
            "sequence numbers and hash links of every chain, and the genesis of each that begins here",
            "every disclosure against its digest and place");
    private static final List<SkippedCheck> NOT_IN_EXPORTS = List.of(
            new SkippedCheck("batch signatures and receipts", "an export carries no batch headers; the archive does"),
            new SkippedCheck("transparency log", "an export carries no checkpoints and proofs; \"log\" is a hint"),
            new SkippedCheck(
                    "ends of the chains",
                    "an export may begin and end anywhere: what comes before its first and after its last record is not known"),
            new SkippedCheck("links between an agent's epochs", "they stand in signed batch headers"),
            VerificationReport.UNSEALED_WINDOW);

    private final String source;
    private final Findings findings = new Findings(KEPT_FINDINGS);
    private final RecordVerifier records = new RecordVerifier(findings);

    /** @param source what the places of the findings call the export */
    public ExportVerifier(String source) {
        this.source = source;
    }

    /**
     * Reads the export to its end. The stream is not closed.
     *
     * @throws IOException as the stream does; {@link #brokenOff} and {@link #report} still tell what was found until then
     */
    public void read(InputStream in) throws IOException {
        ExportLines lines = new ExportLines(in);
        while (lines.advance()) {
            line(lines, Place.in(source).atLine(lines.number(), lines.offset()));
        }
    }

    /** Says that the export could not be read to its end, so that it is at best {@code INCOMPLETE}. */
    public void brokenOff(String reason) {
        findings.add(Verdict.INCOMPLETE, Place.in(source), "the export broke off: " + reason);
    }

    /** What the export shows; called once, after the reading. */
    public VerificationReport report() {
        records.finish();
        if (records.records() == 0) {
            findings.add(Verdict.INCOMPLETE, Place.in(source), "the export holds no record");
        }
        List<SkippedCheck> skipped = new ArrayList<>(records.skipped());
        skipped.addAll(NOT_IN_EXPORTS);
        return new VerificationReport(
                source,
                findings.verdict(),
                records.records(),
                records.chains(),
                0,
                findings.counts(),
                findings.kept(),
                CHECKS,
                skipped);
    }

    private void line(ExportLines lines, Place place) {
        if (lines.isTooLong()) {
            records.unreadable(Verdict.CORRUPT, place, "the line is longer than any record");
            return;
        }
        ExportLine.Reading reading = ExportLine.read(lines.line(), lines.length(), place);
        if (reading instanceof ExportLine.Reading.Value value) {
            records.accept(value.stored());
        } else {
            ExportLine.Reading.Refused refused = (ExportLine.Reading.Refused) reading;
            boolean cut = refused.cutOff() && !lines.isEnded();
            records.unreadable(cut ? Verdict.INCOMPLETE : Verdict.CORRUPT, place, refused.reason());
        }
    }
}
