package io.wardlog;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;

/** The house's rules. When one fails: move the code to where its dependency belongs, behind a port; do not widen the rule. */
@AnalyzeClasses(packages = "io.wardlog", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] PURE = {
        "io.wardlog.error..",
        "io.wardlog.json..",
        "io.wardlog.hash..",
        "io.wardlog.event..",
        "io.wardlog.chain..",
        "io.wardlog.merkle..",
        "io.wardlog.batch..",
        "io.wardlog.disclosure..",
        "io.wardlog.verify.."
    };

    @ArchTest
    static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
            slices().matching("io.wardlog.(*)..").should().beFreeOfCycles();

    /** {@code java.io} streams and {@code Path} as arguments are fine; opening one is not. */
    @ArchTest
    static final ArchRule THE_RECORD_AND_ITS_PROOF_DO_NO_IO = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.channels..", "javax.net..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Files.class)
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.File")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.io\\.(File(In|Out)putStream|RandomAccessFile|FileReader|FileWriter)");

    @ArchTest
    static final ArchRule THE_RECORD_AND_ITS_PROOF_KNOW_NO_CLOCK = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Clock.class)
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_TOUCHES_THE_CONSOLE = noClasses()
            .that()
            .resideOutsideOfPackage("io.wardlog.cli")
            .and()
            .resideOutsideOfPackage("io.wardlog.testkit") // its reports are programs
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "in")
            .orShould()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule ONLY_THE_EXPORTER_KNOWS_OPEN_TELEMETRY = noClasses()
            .that()
            .resideOutsideOfPackage("io.wardlog.trace.otlp")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule NOTHING_STATIC_CHANGES =
            fields().that().haveModifier(STATIC).should().haveModifier(FINAL);

    @ArchTest
    static final ArchRule NO_SERVERS_AND_NO_CLIENTS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vertx..",
                    "io.netty..",
                    "org.apache.kafka..",
                    "org.apache.parquet..",
                    "org.opensearch..",
                    "io.minio..",
                    "net.openhft..");
}
