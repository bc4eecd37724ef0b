package dev.shakedown.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between this module's packages, and out of it. */
@AnalyzeClasses(packages = "dev.shakedown.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.shakedown.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyHttpServiceAndItsCallersSpeakHttp = noClasses()
            .that()
            .resideOutsideOfPackage("dev.shakedown.client")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule knowsNeitherKafkaNorSqlNorHowServicesRun = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "java.sql..", "dev.shakedown.stack..");
}
