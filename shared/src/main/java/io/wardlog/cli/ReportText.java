package io.wardlog.cli;

import io.wardlog.verify.Finding;
import io.wardlog.verify.SkippedCheck;
import io.wardlog.verify.Verdict;
import io.wardlog.verify.VerificationReport;
import java.util.Locale;
import java.util.Map;

/** The report for people: the verdict first, then places and reasons, then what was and was not checked. */
final class ReportText {
    private ReportText() {}

    static String of(VerificationReport report) {
        StringBuilder text = new StringBuilder();
        line(text, "%s  %s", report.verdict(), report.source());
        line(text, "%,d records in %,d chains%s", report.events(), report.chains(), batches(report.batches()));
        report.counts().forEach((verdict, count) -> findings(text, report, Map.entry(verdict, count)));
        line(text, "%nChecked:");
        report.checks().forEach(check -> line(text, "  - %s", check));
        line(text, "Not checked:");
        for (SkippedCheck skipped : report.skipped()) {
            line(text, "  - %s: %s", skipped.check(), skipped.reason());
        }
        return text.toString();
    }

    private static String batches(long batches) {
        return batches == 0 ? "" : String.format(Locale.ROOT, ", %,d signed batches", batches);
    }

    private static void findings(StringBuilder text, VerificationReport report, Map.Entry<Verdict, Long> count) {
        line(text, "%n%s: %,d", count.getKey(), count.getValue());
        long shown = 0;
        for (Finding finding : report.findings()) {
            if (finding.verdict() == count.getKey()) {
                line(text, "  %s: %s", finding.place(), finding.reason());
                shown++;
            }
        }
        if (shown < count.getValue()) {
            line(text, "  … and %,d more", count.getValue() - shown);
        }
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
