package io.wardlog.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many threads help, the report is the same: findings, their order and their places. */
class ExportThreadsTest {
    private static final int THREADS = 3;
    private static final int CHAINS = 5;

    /** Several pieces of each chain, and more pieces than are under way at once. */
    private static final int RECORDS = 600;

    private final ExecutorService workers = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        workers.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aDamagedExportGivesTheSameReport(int seed) throws IOException {
        byte[] export = damaged(new Random(seed));
        VerificationReport alone = report(new ExportVerifier("export"), new ByteArrayInputStream(export));
        assertThat(alone.findings()).hasSizeGreaterThan(20);
        assertThat(report(new ExportVerifier("export", workers, THREADS), new ByteArrayInputStream(export)))
                .isEqualTo(alone);
    }

    @Test
    void whatWasReadBeforeTheSourceBreaksOffIsJudged() throws IOException {
        byte[] export = ExportFixture.file(ExportFixture.lines(ExportFixture.PUMP, RECORDS));
        VerificationReport alone = report(new ExportVerifier("export"), broken(export));
        assertThat(alone.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(alone.events()).isEqualTo(RECORDS);
        assertThat(report(new ExportVerifier("export", workers, THREADS), broken(export)))
                .isEqualTo(alone);
    }

    private static InputStream broken(byte[] export) {
        return new SequenceInputStream(new ByteArrayInputStream(export), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });
    }

    private static VerificationReport report(ExportVerifier verifier, InputStream in) {
        try {
            verifier.read(in);
        } catch (IOException brokenOff) {
            verifier.brokenOff(brokenOff.getMessage());
        }
        return verifier.report();
    }

    private static byte[] damaged(Random random) {
        List<String> lines = new ArrayList<>();
        for (int chain = 0; chain < CHAINS; chain++) {
            lines.addAll(ExportFixture.lines(ExportFixture.pump(chain), RECORDS));
        }
        for (int i = 0; i < 10; i++) {
            lines.remove(random.nextInt(lines.size()));
            lines.add(random.nextInt(lines.size()), lines.get(random.nextInt(lines.size())));
            Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
        }
        byte[] file = ExportFixture.file(lines);
        for (int i = 0; i < 10; i++) {
            file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return Arrays.copyOf(file, file.length - random.nextInt(2_000));
    }
}
