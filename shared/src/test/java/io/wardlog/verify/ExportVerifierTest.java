package io.wardlog.verify;

import static io.wardlog.verify.ExportFixture.EPOCH_1;
import static io.wardlog.verify.ExportFixture.EPOCH_2;
import static io.wardlog.verify.ExportFixture.PUMP;
import static io.wardlog.verify.ExportFixture.chain;
import static io.wardlog.verify.ExportFixture.line;
import static io.wardlog.verify.ExportFixture.lines;
import static io.wardlog.verify.ExportFixture.verify;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.wardlog.chain.ChainHead;
import io.wardlog.chain.EventHash;
import io.wardlog.disclosure.Disclosure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExportVerifierTest {
    private final List<String> good = lines(PUMP, 5);

    @Test
    void aWholeChainVerifies() {
        VerificationReport report = verify(good);
        assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(report.events()).isEqualTo(5);
        assertThat(report.chains()).isEqualTo(1);
        assertThat(report.findings()).isEmpty();
        assertThat(report.skipped())
                .contains(VerificationReport.UNSEALED_WINDOW)
                .hasSizeGreaterThan(3);
    }

    @Test
    void roamingDevicesNewEpochsAndInterleavedChainsAreNoAlarm() {
        List<String> mixed = new ArrayList<>();
        List<String> roamed = lines(chain("ward-b", EPOCH_1, "pump-7"), 5);
        List<String> rebooted = lines(chain("ward-a", EPOCH_2, "pump-7"), 5);
        for (int i = 0; i < 5; i++) {
            Collections.addAll(mixed, good.get(i), roamed.get(i), rebooted.get(i));
        }
        assertThat(verify(mixed))
                .extracting(VerificationReport::verdict, VerificationReport::chains)
                .containsExactly(Verdict.VERIFIED, 3L);
    }

    @Test
    void theEndsOfAnExportAreNoGaps() {
        assertThat(verify(good.subList(2, 4)).verdict()).isEqualTo(Verdict.VERIFIED);
    }

    @Test
    void aDeletedLineIsAGapAtTheLineAfterIt() {
        good.remove(2);
        assertFinding(verify(good), Verdict.GAP_UNEXPLAINED, 3, 4, "record 3 of the chain is missing");
    }

    @Test
    void aRepeatedLineIsCorruptWhereItStandsAgain() {
        good.add(2, good.get(1));
        assertFinding(verify(good), Verdict.CORRUPT, 3, 2, "a second time");
        List<String> later = lines(PUMP, 5);
        later.add(later.get(0));
        assertFinding(verify(later), Verdict.CORRUPT, 6, 1, "a second time");
    }

    @Test
    void swappedLinesAreCorruptAndNoGap() {
        Collections.swap(good, 1, 3);
        VerificationReport report = verify(good);
        assertThat(report.counts()).isEqualTo(Map.of(Verdict.CORRUPT, 2L));
        assertThat(report.findings()).extracting(f -> f.place().line()).containsExactly(3L, 4L);
        Collections.reverse(good);
        assertThat(verify(good).counts().keySet()).containsExactly(Verdict.CORRUPT);
    }

    @Test
    void anInsertedRecordForksTheChain() {
        ExportFixture chain = new ExportFixture(PUMP);
        chain.next();
        ChainHead afterFirst = new ChainHead(1, chain.head());
        byte[] forged = ExportFixture.event(PUMP, afterFirst, e -> ((ObjectNode) e.get("payload")).put("rate", 99));
        good.add(1, line(forged));
        assertFinding(verify(good), Verdict.FORKED, 3, 2, "claims the same number");
    }

    @Test
    void aReplacedRecordWithItsOwnHashBreaksTheLinkAfterIt() {
        ExportFixture chain = new ExportFixture(PUMP);
        chain.next();
        byte[] forged = chain.next(e -> ((ObjectNode) e.get("payload")).put("rate", 99));
        good.set(1, line(forged));
        assertFinding(verify(good), Verdict.TAMPERED, 3, 3, "prevHash");
    }

    @Test
    void aLateRecordThatDoesNotFitItsHoleIsTampered() {
        ExportFixture chain = new ExportFixture(PUMP);
        chain.next();
        byte[] forged = chain.next(e -> ((ObjectNode) e.get("payload")).put("rate", 99));
        good.remove(1);
        good.add(line(forged));
        assertThat(verify(good).verdict()).isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void aWrongGenesisIsTampered() {
        byte[] first = ExportFixture.event(PUMP, new ChainHead(0, EventHash.of(new byte[1])), e -> {});
        assertFinding(verify(List.of(line(first))), Verdict.TAMPERED, 1, 1, "genesis");
    }

    @Test
    void aWrongChecksumIsTamperedAnUnknownOneIsSkipped() {
        byte[] wrong = new ExportFixture(PUMP)
                .next(e -> e.putObject("checksum").put("algorithm", "sha-256").put("value", "00"));
        assertFinding(verify(List.of(line(wrong))), Verdict.TAMPERED, 1, 1, "checksum");
        byte[] unknown = new ExportFixture(PUMP)
                .next(e -> e.putObject("checksum").put("algorithm", "sha-9").put("value", "00"));
        VerificationReport report = verify(List.of(line(unknown)));
        assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(report.skipped()).anyMatch(s -> s.check().equals("checksum of 1 records"));
    }

    @Test
    void aLaterEnvelopeVersionIsSkippedAndFillsItsPlace() {
        ExportFixture chain = new ExportFixture(PUMP);
        List<String> lines = List.of(
                line(chain.next()), line(chain.next(e -> e.put("envelopeVersion", "2.0.0"))), line(chain.next()));
        VerificationReport report = verify(lines);
        assertThat(report.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(report.skipped()).anyMatch(s -> s.check().equals("envelope and chain of 1 records"));
        byte[] none = new ExportFixture(PUMP).next(e -> e.put("envelopeVersion", "new"));
        assertThat(verify(List.of(line(none))).verdict()).isEqualTo(Verdict.CORRUPT);
    }

    @Test
    void quarantinedRecordsKeepTheirPlace() {
        ExportFixture chain = new ExportFixture(PUMP);
        List<String> lines = new ArrayList<>();
        lines.add(line(chain.next()));
        lines.add(line(
                chain.next(),
                ",\"log\":{\"index\":4,\"origin\":\"x/y\"},\"quarantine\":{\"code\":\"schema_violation\"}"));
        chain.next();
        lines.add(sealedLine(sealedBlock(), chain.head().hex()));
        lines.add(line(chain.next()));
        VerificationReport report = verify(lines);
        assertThat(report.counts()).isEqualTo(Map.of(Verdict.QUARANTINED, 2L));
        assertThat(report.findings())
                .extracting(Finding::reason)
                .containsExactly(
                        "quarantined: schema_violation",
                        "quarantined: phi_in_clear; only a sealed block is kept, nothing in it was checked");
        assertThat(report.skipped()).anyMatch(s -> s.check().contains("1 sealed records"));
        lines.add(lines.get(2));
        assertThat(verify(lines).counts())
                .as("a repeated line is one, sealed or not")
                .isEqualTo(Map.of(Verdict.CORRUPT, 1L, Verdict.QUARANTINED, 3L));
        lines.remove(4);
        lines.remove(2);
        assertThat(verify(lines).verdict()).isEqualTo(Verdict.GAP_UNEXPLAINED);
    }

    /** Nobody without the seal key can tell; so it is never VERIFIED, the report says what was not checked, and no gap closes by it. */
    @Test
    void aSealedRecordBridgesItsChainByItsHashOnly() {
        ExportFixture chain = new ExportFixture(PUMP);
        String first = line(chain.next());
        chain.next();
        String hash = chain.head().hex();
        String third = line(chain.next());
        VerificationReport garbage = verify(List.of(first, sealedLine(sealedBlock(), hash), third));
        assertThat(garbage.verdict()).isEqualTo(Verdict.QUARANTINED);
        assertThat(garbage.skipped())
                .anyMatch(s -> s.check().equals("hash, content and chain place of 1 sealed records"));
        String another = EventHash.of(new byte[1]).hex();
        assertThat(verify(List.of(first, sealedLine(sealedBlock(), another), third))
                        .verdict())
                .isEqualTo(Verdict.GAP_UNEXPLAINED);
    }

    @Test
    void whatIsNoSealedRecordIsCorrupt() {
        String hash = EventHash.of(new byte[1]).hex();
        String sound = sealedLine(sealedBlock(), hash);
        byte[] unknownVersion = sealedBlock();
        unknownVersion[0] = 2;
        for (String wrong : List.of(
                sealedLine(new byte[100], hash),
                sealedLine(unknownVersion, hash),
                sound.replace("{\"code\":\"phi_in_clear\"}", "\"phi_in_clear\""),
                sound.replace(",\"quarantine\":{\"code\":\"phi_in_clear\"}", ""),
                sound.replace("phi_in_clear", "Phi in clear"),
                sound.replace("\"code\":\"phi_in_clear\"", "\"code\":\"phi_in_clear\",\"x\":1"),
                sound.replaceFirst("\",\"hash\"", "=\",\"hash\""))) {
            assertThat(verify(List.of(good.get(0), wrong)).counts()).as(wrong).isEqualTo(Map.of(Verdict.CORRUPT, 1L));
        }
    }

    private static String sealedLine(byte[] block, String hash) {
        return "{\"sealedEvent\":\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(block) + "\",\"hash\":\""
                + hash + "\",\"quarantine\":{\"code\":\"phi_in_clear\"}}";
    }

    @Test
    void disclosuresMustStandAtTheirPlace() {
        Disclosure disclosure = Disclosure.of(new byte[16], "/payload/patient", TextNode.valueOf("Ada"));
        byte[] event = new ExportFixture(PUMP)
                .next(e -> ((ObjectNode) e.get("payload")).set("patient", disclosure.placeholder()));
        String other = Disclosure.of(new byte[16], "/payload/patient", TextNode.valueOf("Eve"))
                .encoded();
        assertThat(disclosed(event, disclosure.encoded())).isEqualTo(Verdict.VERIFIED);
        assertThat(disclosed(event, other)).isEqualTo(Verdict.TAMPERED);
        assertThat(disclosed(event, "!" + other)).isEqualTo(Verdict.CORRUPT);
        assertThat(disclosed(event, disclosure.encoded() + "\",\"" + disclosure.encoded()))
                .isEqualTo(Verdict.CORRUPT);
    }

    private static Verdict disclosed(byte[] event, String disclosure) {
        return verify(List.of(line(event, ",\"disclosures\":[\"" + disclosure + "\"]")))
                .verdict();
    }

    @Test
    void linesOfAnotherFormAreCorrupt() {
        String line = good.get(0);
        for (String wrong : List.of(
                "",
                " " + line,
                line + " ",
                line + "\r",
                line.replace(",\"hash\"", ", \"hash\""),
                "[]",
                "{}",
                line.substring(0, line.length() - 1) + ",\"extra\":1}",
                line.substring(0, line.length() - 1) + ",\"quarantine\":{\"code\":\"x\"},\"log\":{}}",
                line.replaceFirst("\\{\"agentId\"", "{ \"agentId\""),
                line.replaceFirst("\\{\"event\":\\{", "{\"event\":[{"),
                "{\"event\":{},\"hash\":\"" + EventHash.of("{}".getBytes(StandardCharsets.UTF_8)) + "\"}",
                "x".repeat(3_000_000))) {
            VerificationReport report = verify(List.of(wrong, good.get(1), good.get(2)));
            assertThat(report.verdict())
                    .as(wrong.length() > 9999 ? "long" : wrong)
                    .isEqualTo(Verdict.CORRUPT);
            assertThat(report.findings().get(0).place().line()).isEqualTo(1);
            assertThat(report.events()).isEqualTo(3);
        }
    }

    @Test
    void aFileThatEndsInTheMiddleOfALineIsIncomplete() {
        byte[] file = ExportFixture.file(good);
        int lastLine = file.length - good.get(4).getBytes(StandardCharsets.UTF_8).length - 1;
        for (int cut = lastLine + 1; cut < file.length - 1; cut++) {
            assertThat(verify(Arrays.copyOf(file, cut)).verdict())
                    .as("cut at " + cut)
                    .isEqualTo(Verdict.INCOMPLETE);
        }
        assertThat(verify(new byte[0]).verdict()).isEqualTo(Verdict.INCOMPLETE);
    }

    @Test
    void aSourceThatBreaksOffIsNeverVerified() {
        ExportVerifier verifier = new ExportVerifier("api");
        verifier.brokenOff("connection reset");
        assertThat(verifier.report().verdict()).isEqualTo(Verdict.INCOMPLETE);
    }

    private static void assertFinding(
            VerificationReport report, Verdict verdict, long line, long number, String reason) {
        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.counts()).isEqualTo(Map.of(verdict, 1L));
        Finding finding = report.findings().get(0);
        assertThat(finding.place().line()).isEqualTo(line);
        assertThat(finding.place().sequenceNumber()).isEqualTo(number);
        assertThat(finding.reason()).contains(reason);
    }

    private static byte[] sealedBlock() {
        byte[] block = new byte[200];
        block[0] = 1;
        return block;
    }
}
