package io.wardlog.edge;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.wardlog.edge.forward.http2.Http2Uplink;
import io.wardlog.edge.journal.chronicle.ChronicleWriter;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.edge.journal.segment.PlainWriter;
import io.wardlog.edge.journal.segment.SegmentJournal;
import io.wardlog.edge.journal.segment.UnsyncedDisk;
import java.time.Instant;

/** The house's rules. When one fails: move the code to where its dependency belongs, behind a port; do not widen the rule. */
@AnalyzeClasses(packages = "io.wardlog.edge", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule FEATURES_ARE_FREE_OF_CYCLES =
            slices().matching("io.wardlog.edge.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_THE_JOURNALS_ADAPTER_KNOWS_CHRONICLE = noClasses()
            .that()
            .resideOutsideOfPackage("io.wardlog.edge.journal.chronicle")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("net.openhft..");

    @ArchTest
    static final ArchRule ONLY_THE_EDGES_OF_THE_AGENT_KNOW_VERTX = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.wardlog.edge",
                    "io.wardlog.edge.listen..",
                    "io.wardlog.edge.forward.http2",
                    "io.wardlog.edge.status")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule ONLY_STATUS_KNOWS_THE_METERS = noClasses()
            .that()
            .resideOutsideOfPackage("io.wardlog.edge.status")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..");

    @ArchTest
    static final ArchRule ONLY_THE_COMPOSITION_ROOT_CONSTRUCTS_ADAPTERS = classes()
            .that()
            .belongToAnyOf(
                    SegmentJournal.class,
                    FileChannelDisk.class,
                    UnsyncedDisk.class,
                    PlainWriter.class,
                    ChronicleWriter.class,
                    JournalVerifier.class,
                    Http2Uplink.class)
            .should()
            .onlyBeAccessed()
            .byAnyPackage(
                    "io.wardlog.edge",
                    "io.wardlog.edge.verify",
                    "io.wardlog.edge.journal.segment",
                    "io.wardlog.edge.journal.chronicle",
                    "io.wardlog.edge.forward.http2");

    @ArchTest
    static final ArchRule WHAT_IS_RECORDED_DEPENDS_ON_NO_OTHER_CLOCK = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.wardlog.edge.accept",
                    "io.wardlog.edge.entry",
                    "io.wardlog.edge.state",
                    "io.wardlog.edge.forward",
                    "io.wardlog.edge.life",
                    "io.wardlog.edge.verify")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule NOTHING_STATIC_CHANGES =
            fields().that().haveModifier(STATIC).should().haveModifier(FINAL);

    @ArchTest
    static final ArchRule NO_HEAVY_COMPANY = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka..",
                    "org.opensearch..",
                    "io.minio..",
                    "org.springframework..",
                    "com.google.inject..");
}
