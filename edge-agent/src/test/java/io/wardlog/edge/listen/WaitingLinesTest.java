package io.wardlog.edge.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whose turn it is, and who is turned away. */
class WaitingLinesTest {

    private final WaitingLines<String> lines = new WaitingLines<>();

    /** Everybody's name begins with the letter of his address. */
    private void come(String... names) {
        Stream.of(names).forEach(name -> lines.add(name.substring(0, 1), name));
    }

    @Test
    void eachAddressHasItsTurn() {
        come("a1", "a2", "a3", "b1", "c1", "c2");
        assertThat(Stream.generate(lines::removeNext).limit(6).map(WaitingLines.Entry::who))
                .containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
        assertThat(lines.size()).isZero();
    }

    @Test
    void ofEquallyLongLinesWhoCameLastIsTurnedAway() {
        come("a1", "b1", "c1", "d1");
        assertThat(lines.removeLastOfLongest()).isEqualTo("d1");
        come("b2", "a2");
        assertThat(lines.removeLastOfLongest()).isEqualTo("a2");
        assertThat(lines.removeLastOfLongest()).isEqualTo("b2");
        assertThat(lines.removeLastOfLongest()).isEqualTo("c1");
    }

    @Test
    void ofALongerLineTheLastIsTurnedAwayWhoeverCameBehind() {
        come("a1", "a2", "a3", "b1");
        lines.removeNext();
        come("b2", "c1", "b3");
        assertThat(lines.removeLastOfLongest()).isEqualTo("b3");
        assertThat(lines.removeLastOfLongest()).isEqualTo("b2");
        assertThat(lines.removeLastOfLongest()).isEqualTo("a3");
        assertThat(lines.removeAll()).containsExactly("b1", "a2", "c1");
        assertThat(lines.size()).isZero();
    }
}
