package dev.shakedown.worker;

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
                    "dev.shakedown.attack..",
                    "dev.shakedown.blur..",
                    "dev.shakedown.metric..",
                    "dev.shakedown.verification..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.shakedown.worker..",
                    "io.quarkus..",
                    "io.smallrye..",
                    "jakarta..",
                    "org.eclipse.microprofile..",
                    "org.apache.kafka..",
                    "java.sql..");

    @ArchTest
    static final ArchRule onlyTheProgramReadsFilesForTheVerification = noClasses()
            .that()
            .resideInAPackage("dev.shakedown.verification")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.shakedown.verification.program..", "java.nio.file..", "com.fasterxml..");

    @ArchTest
    static final ArchRule blurAndMetricKnowNoTensors = noClasses()
            .that()
            .resideInAnyPackage("dev.shakedown.blur..", "dev.shakedown.metric..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..", "dev.shakedown.attack..", "dev.shakedown.restoration..");

    @ArchTest
    static final ArchRule onlyTheShellSpeaksKafka = classes()
            .that()
            .resideInAPackage("dev.shakedown.worker..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("dev.shakedown.worker..");

    @ArchTest
    static final ArchRule packagesFormNoCircle =
            slices().matching("dev.shakedown.(*)..").should().beFreeOfCycles();
}
