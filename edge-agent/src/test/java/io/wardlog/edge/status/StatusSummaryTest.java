package io.wardlog.edge.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read of what {@code /status} answers. */
class StatusSummaryTest {

    private static String line(String name, String json) throws Exception {
        return StatusSummary.of(new ObjectMapper().readTree(json.replace('\'', '"'))).lines().stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void whoFellSilentLastIsNamedAndALongListIsCut() throws Exception {
        String few = "{'devices':{'known':9,'silent':1,'silentAfterSeconds':600,'unheard':0,"
                + "'silentFirst':[{'deviceId':'a'}]},'connectedDevices':4}";
        assertThat(line("devices", few))
                .isEqualTo("9 known, 4 connected, 1 silent for 10 min (a), 0 not heard since the start");
        String six = few.replace("[{'deviceId':'a'}]", "[" + "{'deviceId':'b'},".repeat(5) + "{'deviceId':'c'}]");
        assertThat(line("devices", six)).contains("(b, b, b, b, b, …)");
    }

    @Test
    void aTimeIsSaidToTheSecondAndHowLongAgo() throws Exception {
        assertThat(line("last receipt", "{'uplink':{}}")).isEqualTo("none since the start");
        assertThat(line(
                        "last receipt",
                        "{'uplink':{'lastReceipt':'2026-11-26T12:00:00.123456Z','lastReceiptSecondsAgo':8000}}"))
                .isEqualTo("2 h ago (2026-11-26T12:00:00Z)");
    }

    @Test
    void whatWaitsIsCounted() throws Exception {
        assertThat(line("backlog", "{'uplink':{'backlogEvents':0,'unconfirmedBatches':0}}"))
                .isEqualTo("none");
        assertThat(line(
                        "backlog",
                        "{'uplink':{'backlogEvents':1,'unconfirmedBatches':2,'oldestUnsent':'2026-11-26T12:00:00.1Z',"
                                + "'oldestUnsentSeconds':5}}"))
                .isEqualTo("1 event without a receipt, the oldest of 5 s ago (2026-11-26T12:00:00Z);"
                        + " 2 batches not confirmed");
    }

    @Test
    void aCertificateThatIsOverIsNotSaidToHaveDays() throws Exception {
        assertThat(line("certificates", "{'certificates':[{'use':'ports','expired':true,'notAfter':'T'}]}"))
                .isEqualTo("ports over since T");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 'full, 1.0 KiB of 2.0 KiB used (50 %), free disk not known'",
        "1023, 'full, 1.0 KiB of 2.0 KiB used (50 %), 1023 B free on the disk'",
        "1610612736, 'full, 1.0 KiB of 2.0 KiB used (50 %), 1.5 GiB free on the disk'"
    })
    void theDiskIsSaidInUnits(long free, String text) throws Exception {
        assertThat(line(
                        "disk",
                        "{'journal':{'level':'full','usedBytes':1024,'quotaBytes':2048,'usedPercent':50,'diskFreeBytes':"
                                + free + "}}"))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 'none declared'",
        "2, 1, 0, '2 disk full; numbers of 1 device are missing and may still come'",
        "1, 3, 2, '1 disk full; numbers of 3 devices are missing and may still come; 2 devices are turned away for want of room'"
    })
    void whatIsMissingIsSaid(int declared, int waiting, int turnedAway, String text) throws Exception {
        assertThat(line(
                        "gaps",
                        "{'gaps':{'declared':{'offline':0,'disk_full':" + declared + "},'waitingDevices':" + waiting
                                + ",'turnedAway':"
                                + "'a','b'"
                                        .substring(0, Math.max(0, 4 * turnedAway - 1))
                                        .transform(devices -> "[" + devices + "]")
                                + "}}"))
                .isEqualTo(text);
    }
}
