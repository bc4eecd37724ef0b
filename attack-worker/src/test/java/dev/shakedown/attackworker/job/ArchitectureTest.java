package dev.shakedown.attackworker.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.shakedown", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule numericPackagesKnowNoFramework = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.shakedown.attackworker.attack..",
                    "dev.shakedown.attackworker.blur..",
                    "dev.shakedown.attackworker.metric..",
                    "dev.shakedown.attackworker.verification..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.shakedown.attackworker.job..",
                    "io.quarkus..",
                    "io.smallrye..",
                    "jakarta..",
                    "org.eclipse.microprofile..",
                    "org.apache.kafka..",
                    "java.sql..");

    @ArchTest
    static final ArchRule onlyTheProgramReadsFilesForTheVerification = noClasses()
            .that()
            .resideInAPackage("dev.shakedown.attackworker.verification")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.shakedown.attackworker.verification.program..", "java.nio.file..", "com.fasterxml..");

    @ArchTest
    static final ArchRule blurAndMetricKnowNoTensors = noClasses()
            .that()
            .resideInAnyPackage("dev.shakedown.attackworker.blur..", "dev.shakedown.attackworker.metric..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "ai.djl..", "dev.shakedown.attackworker.attack..", "dev.shakedown.models.restoration..");

    @ArchTest
    static final ArchRule onlyTheShellSpeaksKafka = classes()
            .that()
            .resideInAPackage("dev.shakedown.attackworker.job..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("dev.shakedown.attackworker.job..");

    @ArchTest
    static final ArchRule packagesFormNoCircle =
            slices().matching("dev.shakedown.(*)..").should().beFreeOfCycles();
}
