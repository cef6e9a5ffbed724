package io.wardlog.verify;

import io.wardlog.verify.ExportLines.Line;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Verifies an export (docs/formats.md section 8) as it streams by, in memory that does not grow with the number of its records.
 * Needs nothing but the export. Not thread-safe; one object verifies one export. However many threads help, the report is the same.
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
                    "an export may begin and end anywhere: what comes before its first and after its last record is"
                            + " not known"),
            new SkippedCheck("links between an agent's epochs", "they stand in signed batch headers"),
            VerificationReport.UNSEALED_WINDOW);

    /** Lines are handed on in pieces of about so many bytes, or so many lines. */
    private static final int PIECE_BYTES = 128 << 10;

    private static final int PIECE_LINES = 256;

    /** One that is worked on, and one that waits. */
    private static final int PIECES_A_THREAD = 2;

    private final String source;
    private final Findings findings = new Findings(KEPT_FINDINGS);
    private final RecordVerifier records = new RecordVerifier(findings);
    private final OrderedWork<List<Consumer<RecordVerifier>>> work;

    /** @param source what the places of the findings call the export */
    public ExportVerifier(String source) {
        this(source, Runnable::run, 1);
    }

    /**
     * A verifier that has records read and hashed by others, and follows the chains itself.
     *
     * @param source what the places of the findings call the export
     * @param workers read and hash
     * @param threads how many they are: memory is in proportion to it
     */
    public ExportVerifier(String source, Executor workers, int threads) {
        this.source = source;
        this.work = new OrderedWork<>(
                workers, PIECES_A_THREAD * threads, checked -> checked.forEach(next -> next.accept(records)));
    }

    /**
     * Reads the export to its end. The stream is not closed.
     *
     * @throws IOException as the stream does; {@link #brokenOff} and {@link #report} still tell what was found until then
     */
    public void read(InputStream in) throws IOException {
        ExportLines lines = new ExportLines(in);
        List<Line> piece = new ArrayList<>();
        try {
            int bytes = 0;
            for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                piece.add(line.get());
                bytes += line.get().length();
                if (bytes >= PIECE_BYTES || piece.size() == PIECE_LINES) {
                    hand(piece);
                    piece = new ArrayList<>();
                    bytes = 0;
                }
            }
        } finally {
            hand(piece);
            work.finish();
        }
    }

    private void hand(List<Line> piece) {
        work.add(() -> piece.stream().map(this::check).toList());
    }

    /** Reads and checks one line; what it answers is told to the verifier of records when all lines before it were. For any thread. */
    private Consumer<RecordVerifier> check(Line line) {
        Place place = Place.in(source).atLine(line.number(), line.offset());
        if (line.isTooLong()) {
            return judge -> judge.unreadable(Verdict.CORRUPT, place, "the line is longer than any record");
        }
        Optional<StoredRecord> likely = ExportLine.likely(line, place);
        if (likely.isPresent() && RecordCheck.of(likely.get()) instanceof RecordCheck.WellFormed event) {
            return judge -> judge.accept(likely.get(), event);
        }
        ExportLine.Reading reading = ExportLine.read(line, place);
        if (reading instanceof ExportLine.Reading.Refused refused) {
            Verdict verdict = refused.cutOff() && !line.isEnded() ? Verdict.INCOMPLETE : Verdict.CORRUPT;
            return judge -> judge.unreadable(verdict, place, refused.reason());
        }
        StoredRecord stored = ((ExportLine.Reading.Value) reading).stored();
        RecordCheck check = RecordCheck.of(stored);
        return judge -> judge.accept(stored, check);
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
}
