package io.wardlog.collector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house's rules. When one fails: move the code to where its dependency belongs, behind a port; do not widen the rule. */
@AnalyzeClasses(packages = "io.wardlog.collector", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule FEATURES_ARE_FREE_OF_CYCLES =
            slices().matching("io.wardlog.collector.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_ADAPTERS_KNOW_KAFKA = noClasses()
            .that()
            .resideOutsideOfPackages("..kafka..", "..streams..")
            .and()
            .resideOutsideOfPackage("io.wardlog.collector")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule ONLY_ADAPTERS_KNOW_VERTX = noClasses()
            .that()
            .resideOutsideOfPackages("..http..", "..kafka..", "..status..")
            .and()
            .resideOutsideOfPackage("io.wardlog.collector")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule ONLY_ADAPTERS_KNOW_OPENSEARCH = noClasses()
            .that()
            .resideOutsideOfPackages("..opensearch..")
            .and()
            .resideOutsideOfPackage("io.wardlog.collector")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.opensearch..");

    @ArchTest
    static final ArchRule ONLY_ADAPTERS_KNOW_PARQUET = noClasses()
            .that()
            .resideOutsideOfPackages("..parquet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.parquet..", "org.apache.hadoop..");

    @ArchTest
    static final ArchRule ONLY_THE_DERIVED_FORM_KNOWS_AVRO = noClasses()
            .that()
            .resideOutsideOfPackages("..avro..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.avro..");

    @ArchTest
    static final ArchRule DECISIONS_KNOW_NO_CLOCK = noClasses()
            .that()
            .resideInAnyPackage("io.wardlog.collector.custody", "io.wardlog.collector.examine")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
