package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link AcknowledgementTraceIT} looks for is found where it is: traces of agents that do not exist, by hand. */
class AcknowledgementOrderTest {

    private static final String SOCKET = "7<TCP:[127.0.0.1:1883->127.0.0.1:40000]>";
    private static final String SEGMENT = "9<" + hex("/data/journal/000001-0/1970.cq4") + ">";
    private static final String RECEIVED =
            "11 recvfrom(" + SOCKET + ", \"" + hex("..m-1..") + "\", 2048, 0, NULL, NULL) = 7";
    private static final String SYNC_BEGINS = "12 fdatasync(" + SEGMENT + " <unfinished ...>";
    private static final String SYNC_RETURNS = "12 <... fdatasync resumed>) = 0";
    private static final String SYNC = "12 fdatasync(" + SEGMENT + ") = 0";
    private static final String ANSWERED = "11 write(" + SOCKET + ", \"" + hex("ok-1") + "\", 4) = 4";

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            hex.append(String.format("\\x%02x", each));
        }
        return hex.toString();
    }

    private static List<String> broken(String... lines) {
        SystemCalls calls = SystemCalls.read(List.of(lines));
        AcknowledgementOrder order = new AcknowledgementOrder(calls, ".cq4");
        byte[] message = "m-1".getBytes(StandardCharsets.UTF_8);
        order.look(
                calls.whichReceived(message).orElseThrow(),
                message,
                "ok-1".getBytes(StandardCharsets.UTF_8),
                "message 1");
        assertThat(order.kept()).isEqualTo(1 - order.broken().size());
        return order.broken();
    }

    @Test
    void anAnswerBehindTheSyncIsAsPromised() {
        assertThat(broken(RECEIVED, SYNC, ANSWERED)).isEmpty();
        assertThat(broken(RECEIVED, SYNC_BEGINS, SYNC_RETURNS, ANSWERED)).isEmpty();
    }

    @Test
    void anAnswerBeforeTheSyncReturnsIsNot() {
        assertThat(broken(RECEIVED, SYNC_BEGINS, ANSWERED, SYNC_RETURNS))
                .singleElement()
                .asString()
                .contains("no sync");
        assertThat(broken(RECEIVED, ANSWERED, SYNC)).hasSize(1);
        assertThat(broken(RECEIVED, SYNC_BEGINS, ANSWERED)).hasSize(1);
        assertThat(broken(RECEIVED, ANSWERED)).hasSize(1);
    }

    @Test
    void aSyncThatBeganBeforeTheMessageCameIsNoSyncOfIt() {
        assertThat(broken(SYNC, RECEIVED, ANSWERED)).hasSize(1);
        assertThat(broken(SYNC_BEGINS, RECEIVED, SYNC_RETURNS, ANSWERED)).hasSize(1);
        assertThat(broken(SYNC_BEGINS, RECEIVED, SYNC_RETURNS, SYNC, ANSWERED)).isEmpty();
    }

    @Test
    void aMessageHasComeOnlyWhenItsCallReturned() {
        String begins = "11 recvfrom(" + SOCKET + ",  <unfinished ...>";
        String returns = "11 <... recvfrom resumed>\"" + hex("m-1") + "\", 2048, 0, NULL, NULL) = 3";
        assertThat(broken(begins, returns, SYNC, ANSWERED)).isEmpty();
        assertThat(broken(begins, SYNC, returns, ANSWERED)).hasSize(1);
    }

    @Test
    void aSyncOfAnotherFileOrOneThatFailedDoesNotCount() {
        assertThat(broken(RECEIVED, "12 fdatasync(9<" + hex("/data/snapshot") + ">) = 0", ANSWERED))
                .hasSize(1);
        assertThat(broken(RECEIVED, "12 fdatasync(" + SEGMENT + ") = -1 EIO (Input/output error)", ANSWERED))
                .hasSize(1);
        assertThat(broken(RECEIVED, SYNC_BEGINS, "12 <... fdatasync resumed>) = -1 EIO (Input/output error)", ANSWERED))
                .hasSize(1);
    }

    @Test
    void anAnswerCountsWhenItsFirstByteLeavesAlsoAmongOthers() {
        String both = "11 writev(" + SOCKET + ", [{iov_base=\"" + hex("ok-0") + "\", iov_len=4}, {iov_base=\""
                + hex("ok") + "\", iov_len=2}], 2) = 6";
        String rest = "11 sendto(" + SOCKET + ", \"" + hex("-1") + "\", 2, 0, NULL, 0) = 2";
        assertThat(broken(RECEIVED, both, SYNC, rest)).hasSize(1);
        assertThat(broken(RECEIVED, SYNC, both, rest)).isEmpty();
    }

    @Test
    void anEncryptedAnswerIsKnownByItsLengthAndAnswersWhatCameLast() {
        String ticket = "11 write(" + SOCKET + ", \"" + hex("a longer one") + "\", 12) = 12";
        String again = RECEIVED.replace("..m-1..", "..m-2..");
        SystemCalls calls = SystemCalls.read(List.of(RECEIVED, ticket, SYNC, ANSWERED, again, ANSWERED));
        AcknowledgementOrder order = new AcknowledgementOrder(calls, ".cq4");
        assertThat(calls.whichIsFrom(40_001)).isEmpty();
        calls.whichIsFrom(40_000).orElseThrow().answersOf(4).forEach(answer -> order.look(answer, "encrypted"));
        assertThat(order.kept()).isEqualTo(1);
        assertThat(order.broken()).singleElement().asString().contains("received in line 5, answered in line 6");
    }

    @Test
    void whatIsNotSeenIsNotAsPromised() {
        assertThat(broken(RECEIVED, SYNC)).singleElement().asString().contains("not seen");
    }
}
