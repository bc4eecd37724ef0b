package dev.shakedown.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between this module's packages, and out of it. */
@AnalyzeClasses(packages = "dev.shakedown.lab", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.shakedown.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyCommandsKnowTheCommandLine = noClasses()
            .that()
            .resideInAnyPackage("dev.shakedown.lab.bench..", "dev.shakedown.lab.chaos..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.shakedown.cli..", "dev.shakedown.lab.command..", "picocli..");

    /** Benchmarks time raw answers. */
    @ArchTest
    static final ArchRule onlyBenchmarksSpeakHttp = noClasses()
            .that()
            .resideOutsideOfPackage("dev.shakedown.lab.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule knowsServicesOnlyOverHttpAndKafka = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.shakedown.attackworker..",
                    "dev.shakedown.jobapi..",
                    "dev.shakedown.resultstore..",
                    "dev.shakedown.models..");
}
