package io.wardlog.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.local.bench.EdgeBench.Case;
import io.wardlog.local.bench.EdgeBench.Who;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** What is made of the rounds: ratios round by round, a table, a picture, a page. */
class EdgeResultTest {
    private static final Setting SETTING = new Setting("A & B <processor>", 2, "Linux 6", "Java 17", "ext4");

    @TempDir
    Path directory;

    private static Measurement of(double perSecond, double micros) {
        return new Measurement(1_000, perSecond, micros, 1, 2, true);
    }

    private static EdgeResult result(Map<Case, List<Measurement>> rounds) {
        EdgeBench.Plan plan = new EdgeBench.Plan(
                EnumSet.allOf(Who.class),
                3,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                50,
                20,
                Optional.empty(),
                List.of());
        return new EdgeResult(plan, rounds, 940, new Spread(0.9, 1.0, 1.1));
    }

    private static Map<Case, List<Measurement>> rounds() {
        Map<Case, List<Measurement>> rounds = new LinkedHashMap<>();
        rounds.put(new Case(Who.queue, 20), List.of(of(100, 50), of(200, 40), of(100, 60)));
        rounds.put(new Case(Who.agent, 20), List.of(of(400, 10), of(500, 10), of(900, 10)));
        rounds.put(new Case(Who.receipts, 20), List.of(of(400, 9), of(500, 12), of(900, 11)));
        return rounds;
    }

    @Test
    void whatSyncsCostIsAGoalWhenAnAgentWithoutThemTakesPart() {
        Map<Case, List<Measurement>> rounds = new LinkedHashMap<>();
        rounds.put(new Case(Who.agent, 20), List.of(of(700, 10), of(850, 10), of(900, 10)));
        rounds.put(new Case(Who.unsynced, 20), List.of(of(1000, 10), of(1000, 10), of(1000, 10)));
        EdgeResult.Goal goal = result(rounds).goals().get(0);
        assertThat(goal.number()).isEqualTo("P4");
        assertThat(goal.ratio()).isEqualTo(new Spread(0.7, 0.85, 0.9));
        assertThat(goal.reached()).isTrue();
    }

    @Test
    void aRatioIsTakenWithinARoundAndItsMedianDecides() {
        List<EdgeResult.Goal> goals = result(rounds()).goals();
        assertThat(goals).extracting(EdgeResult.Goal::number).containsExactly("P2", "P2", "P5");
        assertThat(goals.get(0).ratio()).isEqualTo(new Spread(4, 5, 6));
        assertThat(goals.get(1).ratio()).isEqualTo(new Spread(2.5, 4, 9));
        assertThat(goals.get(2).ratio()).isEqualTo(new Spread(9, 11, 12));
        assertThat(goals).extracting(EdgeResult.Goal::reached).containsExactly(true, true, false);
    }

    @Test
    void withoutMosquittoOnlyWhatNeedsNoneIsSaid() {
        Map<Case, List<Measurement>> alone = rounds();
        alone.remove(new Case(Who.queue, 20));
        assertThat(result(alone).goals()).extracting(EdgeResult.Goal::number).containsExactly("P5");
    }

    @Test
    void oneUnansweredMessageMakesTheResultIncomplete() {
        assertThat(result(rounds()).complete()).isTrue();
        Map<Case, List<Measurement>> rounds = rounds();
        rounds.put(new Case(Who.agent, 1), List.of(new Measurement(1, 1, 1, 1, 1, false)));
        assertThat(result(rounds).complete()).isFalse();
    }

    @Test
    void theTableHasARowForEachAndTheGoalsBelow() {
        assertThat(new EdgeTable(result(rounds()), SETTING).toMarkdown())
                .contains("| mosquitto with a queue | 20 | 100 (100 to 200) | 50.0 (40.0 to 60.0) |")
                .contains("| one SHA-256 of the event | | | 1.00 (0.90 to 1.10) | | |")
                .contains("5.00 (4.00 to 6.00) | yes |");
    }

    @Test
    void thePictureIsWellFormedAndHasThreeBarsForEach() throws Exception {
        String svg = new EdgePlot(result(rounds()), SETTING).toSvg();
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)))
                        .getElementsByTagName("rect")
                        .getLength())
                .isEqualTo(1 + 3 * 3);
    }

    @Test
    void onlyItsPartOfAPageIsWrittenAnew() throws Exception {
        Path page = directory.resolve("page.md");
        Files.writeString(page, "before\n<!-- x -->\nold\n<!-- end of x -->\nafter\n");
        new DocsPage(page).replace("x", "new\n");
        assertThat(page).hasContent("before\n<!-- x -->\nnew\n<!-- end of x -->\nafter\n");
        assertThatThrownBy(() -> new DocsPage(page).replace("y", ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("<!-- y -->");
    }

    @Test
    void whatWasAddedIsClosedInReverseOrderAndOnce() {
        StringBuilder closed = new StringBuilder();
        Running running = new Running();
        running.add(() -> closed.append('a'));
        AutoCloseable early = running.add(() -> closed.append('b'));
        running.add(() -> closed.append('c'));
        running.close(early);
        running.close();
        running.close();
        assertThat(closed).hasToString("bca");
        assertThatThrownBy(() -> running.add(() -> closed.append('d'))).isInstanceOf(IllegalStateException.class);
        assertThat(closed).hasToString("bcad");
    }
}
