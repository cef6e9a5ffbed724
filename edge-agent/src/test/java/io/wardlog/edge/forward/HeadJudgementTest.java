package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.state.SentBatch;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a head means that is none of the batches that wait. */
class HeadJudgementTest {

    private static final String BEFORE = "019ab000-0000-7000-8000-000000000001";
    private static final String NOW = "019ab000-0000-7000-8000-000000000002";

    private static BatchLink link(String epoch, long number) {
        return link(epoch, number, "ours");
    }

    private static BatchLink link(String epoch, long number, String whose) {
        Hash hash = Sha256.of((epoch + number + whose).getBytes(StandardCharsets.US_ASCII));
        return new BatchLink(epoch, number, hash);
    }

    private static List<SentBatch> kept(long... numbers) {
        return LongStream.of(numbers)
                .mapToObj(number ->
                        new SentBatch(link(NOW, number), number * 10, number * 10 - 5, number * 10, 5, 0, true))
                .toList();
    }

    private static HeadJudgement of(BatchLink head, List<SentBatch> kept, long last) {
        return HeadJudgement.of(Optional.of(head), kept, link(NOW, last));
    }

    @Test
    void behindOneThatIsHereAllIsLost() {
        assertThat(of(link(NOW, 2), kept(1, 2, 3, 4), 4))
                .isEqualTo(new HeadJudgement(kept(3, 4), Optional.empty(), false));
    }

    @Test
    void soItIsBehindOneThatIsDamagedOrPruned() {
        assertThat(of(link(NOW, 2), kept(1, 3, 4), 4))
                .isEqualTo(new HeadJudgement(kept(3, 4), Optional.empty(), false));
        assertThat(of(link(NOW, 2), kept(3, 4), 4)).isEqualTo(new HeadJudgement(kept(3, 4), Optional.empty(), false));
        assertThat(of(link(BEFORE, 9), kept(1, 2), 2))
                .isEqualTo(new HeadJudgement(kept(1, 2), Optional.empty(), false));
    }

    @Test
    void nothingIsLostBehindTheLastOneWhoseEntryIsDamagedOrOnItsWay() {
        assertThat(of(link(NOW, 4), kept(1, 2, 3), 4)).isEqualTo(new HeadJudgement(List.of(), Optional.empty(), false));
        assertThat(of(link(NOW, 3), kept(1, 2), 4)).isEqualTo(new HeadJudgement(List.of(), Optional.empty(), false));
    }

    @Test
    void oneBeyondAllIsUnknownAndSoIsOneWhoseNumberAnotherHas() {
        BatchLink beyond = link(NOW, 5);
        assertThat(of(beyond, kept(1, 2, 3), 3)).isEqualTo(new HeadJudgement(List.of(), Optional.of(beyond), false));
        assertThat(of(beyond, List.of(), 3)).isEqualTo(new HeadJudgement(List.of(), Optional.of(beyond), false));
        BatchLink other = link(NOW, 2, "of a copy of this disk");
        assertThat(of(other, kept(1, 2, 3), 3)).isEqualTo(new HeadJudgement(List.of(), Optional.of(other), false));
    }

    @Test
    void whatIsMissingBetweenTheHeadAndWhatIsKeptCannotBeFilled() {
        assertThat(of(link(NOW, 1), kept(3, 4), 4).unfillable()).isTrue();
        assertThat(of(link(NOW, 2), kept(1, 4), 4).unfillable()).isTrue();
        assertThat(HeadJudgement.of(Optional.empty(), kept(2), link(NOW, 2)).unfillable())
                .isTrue();
    }
}
