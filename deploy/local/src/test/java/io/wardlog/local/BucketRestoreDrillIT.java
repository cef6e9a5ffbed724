package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.local.DrillPage.Loss;
import io.wardlog.servers.CephServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The restore drill with an archive in a bucket under object lock, which nothing that is lost takes along: nothing of the archive is copied. Tests build
 * on one another; with {@code -Pcampaign}.
 */
@EnabledIfSystemProperty(named = "wardlog.campaign", matches = "true")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BucketRestoreDrillIT {
    private static Scratch scratch;
    private static CephServer store;
    private static RestoreDrill drill;

    @BeforeAll
    static void start() throws Exception {
        CephServer.missing().ifPresent(program -> Assumptions.abort("skipped: " + program));
        scratch = Scratch.of("wardlog-ceph-");
        store = CephServer.start(scratch.directory().resolve("ceph"));
        Stack stack = Stack.start(BucketRestoreDrillIT::archiveInTheBucket);
        drill = new RestoreDrill(
                stack,
                new RestoreDrill.Place(true, List.of("s3.yaml", "s3-credentials"), List.of("right    bucket wardlog")));
    }

    @AfterAll
    static void stop() throws Exception {
        if (drill != null) {
            drill.close();
        }
        if (store != null) {
            store.close();
        }
        if (scratch != null) {
            scratch.close();
        }
    }

    private static Path credentials(Stack stack) {
        return stack.layout.directory().resolve("s3-credentials");
    }

    private static Path settings(Stack stack) {
        return stack.layout.directory().resolve("s3.yaml");
    }

    /** As an operator begins: the collector's configuration names the bucket, {@code init} makes it. */
    private static void archiveInTheBucket(Stack stack) throws Exception {
        Files.writeString(
                credentials(stack),
                "[default]\naws_access_key_id=" + CephServer.ACCESS_KEY + "\naws_secret_access_key="
                        + CephServer.SECRET_KEY + "\n");
        Files.writeString(settings(stack), """
                endpoint: %s
                bucket: wardlog
                prefix: st-mary/
                credentials: %s
                allowPlaintext: true
                retention: {events: 30d, proofs: 30d, disclosures: 30d}
                """.formatted(store.url(), credentials(stack)));
        nameIt(stack);
        Stack.Verification init = stack.collectorCommand("init");
        assertThat(init.exit()).as(init.output()).isZero();
        assertThat(init.output()).contains("created  bucket wardlog: versioning, object lock, COMPLIANCE for 30 days");
    }

    private static void nameIt(Stack stack) throws IOException {
        Path config = stack.layout.collectorConfig();
        String directory = "  directory: \"" + stack.layout.archive() + "\"\n";
        String text = Files.readString(config);
        assertThat(text).contains(directory);
        String section = "  s3:\n" + Files.readString(settings(stack)).indent(4);
        Files.writeString(config, text.replace(directory, section));
    }

    @Test
    @Order(1)
    void whenMachineAndIndexAreLostEverythingComesBackFromKafkaAndTheBucketIsUntouched() throws Exception {
        drill.simulate();
        drill.backUp();
        drill.lose(Loss.MACHINE_AND_INDEX);
        drill.restore(Loss.MACHINE_AND_INDEX);
        drill.lookAtTheEnd();
    }

    @Test
    @Order(2)
    void whenKafkaIsLostAsWellTheBucketAloneBringsBackTheIndexAndAgentsGoOn() throws Exception {
        drill.simulate();
        drill.backUp();
        drill.lose(Loss.KAFKA_AS_WELL);
        drill.restore(Loss.KAFKA_AS_WELL);
        drill.simulate();
        drill.lookAtTheEnd();
        drill.verifyArchive();
    }
}
