package io.wardlog.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void addsUpToTheWorst() {
        assertThat(Verdict.VERIFIED.and(Verdict.CORRUPT)).isEqualTo(Verdict.CORRUPT);
        assertThat(Verdict.TAMPERED.and(Verdict.FORKED)).isEqualTo(Verdict.TAMPERED);
        assertThat(Verdict.WITHHELD.and(Verdict.WITHHELD)).isEqualTo(Verdict.WITHHELD);
    }

    @Test
    void acceptsQuarantinedOrBetter() {
        assertThat(Verdict.values())
                .filteredOn(Verdict::isAcceptable)
                .containsExactly(
                        Verdict.QUARANTINED,
                        Verdict.GAP_EXPLAINED,
                        Verdict.PRUNED_BY_POLICY,
                        Verdict.ERASED,
                        Verdict.WITHHELD,
                        Verdict.VERIFIED);
    }

    @Test
    void countsEveryFindingAndKeepsTheFirstOfEach() {
        Findings findings = new Findings(2);
        for (int i = 0; i < 5; i++) {
            findings.add(Verdict.QUARANTINED, Place.in("x").atLine(i, 0), "marked");
        }
        findings.add(Verdict.TAMPERED, Place.in("x").atLine(9, 0), "hash");
        assertThat(findings.verdict()).isEqualTo(Verdict.TAMPERED);
        assertThat(findings.counts()).containsEntry(Verdict.QUARANTINED, 5L).containsEntry(Verdict.TAMPERED, 1L);
        assertThat(findings.kept()).extracting(f -> f.place().line()).containsExactly(0L, 1L, 9L);
    }
}
