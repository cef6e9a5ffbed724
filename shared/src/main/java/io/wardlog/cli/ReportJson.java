package io.wardlog.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.json.Jcs;
import io.wardlog.verify.Finding;
import io.wardlog.verify.Place;
import io.wardlog.verify.VerificationReport;
import java.nio.charset.StandardCharsets;

/** The report for programs: one canonical JSON object and a line end; what does not apply is absent. */
final class ReportJson {
    private ReportJson() {}

    static String of(VerificationReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("source", report.source()).put("verdict", report.verdict().name());
        json.put("acceptable", report.verdict().isAcceptable());
        json.put("events", report.events()).put("chains", report.chains()).put("batches", report.batches());
        ObjectNode counts = json.putObject("counts");
        report.counts().forEach((verdict, count) -> counts.put(verdict.name(), count));
        var findings = json.putArray("findings");
        report.findings().forEach(finding -> write(finding, findings.addObject()));
        var checks = json.putArray("checks");
        report.checks().forEach(checks::add);
        var skipped = json.putArray("skipped");
        report.skipped()
                .forEach(
                        check -> skipped.addObject().put("check", check.check()).put("reason", check.reason()));
        return new String(Jcs.write(json), StandardCharsets.UTF_8) + "\n";
    }

    private static void write(Finding finding, ObjectNode json) {
        json.put("verdict", finding.verdict().name()).put("reason", finding.reason());
        Place place = finding.place();
        ObjectNode at = json.putObject("place").put("source", place.source());
        put(at, "line", place.line());
        put(at, "byteOffset", place.byteOffset());
        put(at, "sequenceNumber", place.sequenceNumber());
        put(at, "batchSequence", place.batchSequence());
        place.chain()
                .ifPresent(chain -> at.putObject("chain")
                        .put("tenantId", chain.tenantId())
                        .put("hospitalId", chain.hospitalId())
                        .put("agentId", chain.agentId())
                        .put("epoch", chain.epoch())
                        .put("deviceId", chain.deviceId()));
    }

    private static void put(ObjectNode json, String name, long value) {
        if (value >= 0) {
            json.put(name, value);
        }
    }
}
