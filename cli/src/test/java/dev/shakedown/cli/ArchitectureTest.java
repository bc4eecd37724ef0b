package dev.shakedown.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between this module's packages, and out of it. */
@AnalyzeClasses(packages = "dev.shakedown.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.shakedown.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyCommandsKnowHowServicesRun = noClasses()
            .that()
            .resideOutsideOfPackage("dev.shakedown.cli.command..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.shakedown.stack..");

    @ArchTest
    static final ArchRule onlyMainKnowsTheCommands = noClasses()
            .that()
            .resideInAPackage("dev.shakedown.cli.(*)..")
            .and()
            .resideOutsideOfPackage("dev.shakedown.cli.command..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.shakedown.cli.command..", "picocli..");

    @ArchTest
    static final ArchRule onlyTheClientSpeaksHttp =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.net.http..");

    /** The command {@code sql} is for analysts, who read the views; {@code preflight} asks for versions and rights. */
    @ArchTest
    static final ArchRule onlyQueriesAndPreflightSpeakSql = noClasses()
            .that()
            .resideOutsideOfPackages("dev.shakedown.cli.preflight..", "dev.shakedown.cli.command..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql..");

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
