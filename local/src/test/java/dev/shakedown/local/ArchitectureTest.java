package dev.shakedown.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between this module's packages. */
@AnalyzeClasses(packages = "dev.shakedown.local", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesFormNoCircles =
            slices().matching("dev.shakedown.local.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyCommandsAndTheStackKnowHowServicesRun = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.shakedown.local.command..",
                    "dev.shakedown.local.stack..",
                    "dev.shakedown.local.bench..",
                    "dev.shakedown.local.chaos..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.shakedown.local.stack..", "dev.shakedown.embedded..");

    @ArchTest
    static final ArchRule onlyMainKnowsTheCommands = noClasses()
            .that()
            .resideInAPackage("dev.shakedown.local.(*)..")
            .and()
            .resideOutsideOfPackage("dev.shakedown.local.command..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.shakedown.local.command..", "picocli..");

    /** Benchmarks time raw answers. */
    @ArchTest
    static final ArchRule onlyTheClientSpeaksToServices = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.shakedown.local.client..", "dev.shakedown.local.stack..", "dev.shakedown.local.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");
}
