package dev.shakedown.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between this module's packages. */
@AnalyzeClasses(packages = "dev.shakedown.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesFormNoCircles =
            slices().matching("dev.shakedown.cli.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyCommandsAndTheStackKnowHowServicesRun = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.shakedown.cli.command..",
                    "dev.shakedown.stack..",
                    "dev.shakedown.lab.bench..",
                    "dev.shakedown.lab.chaos..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.shakedown.stack..", "dev.shakedown.stack.embedded..");

    @ArchTest
    static final ArchRule onlyMainKnowsTheCommands = noClasses()
            .that()
            .resideInAPackage("dev.shakedown.cli.(*)..")
            .and()
            .resideOutsideOfPackage("dev.shakedown.cli.command..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.shakedown.cli.command..", "picocli..");

    /** Benchmarks time raw answers. */
    @ArchTest
    static final ArchRule onlyTheClientSpeaksToServices = noClasses()
            .that()
            .resideOutsideOfPackages("dev.shakedown.client..", "dev.shakedown.stack..", "dev.shakedown.lab.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");
}
