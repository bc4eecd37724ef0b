package dev.shakedown.attackworker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The edges between this module's packages. */
@AnalyzeClasses(packages = "dev.shakedown", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.shakedown.attackworker.";
    private static final String[] SERVICE = {
        ROOT + "delivery..",
        ROOT + "job..",
        ROOT + "network..",
        ROOT + "preparation..",
        ROOT + "completion..",
        ROOT + "device.."
    };

    @ArchTest
    static final ArchRule numericPackagesKnowNoFramework = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT + "attack..",
                    ROOT + "blur..",
                    ROOT + "diagnosis..",
                    ROOT + "edit..",
                    ROOT + "input..",
                    ROOT + "metric..",
                    ROOT + "verification..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..",
                    "io.smallrye..",
                    "jakarta..",
                    "org.eclipse.microprofile..",
                    "org.apache.kafka..",
                    "java.sql..");

    @ArchTest
    static final ArchRule onlyTheServiceKnowsItsPackages = classes()
            .that()
            .resideInAnyPackage(SERVICE)
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAnyPackage(SERVICE);

    @ArchTest
    static final ArchRule jobsGoFromPreparationToTheDeviceToCompletion = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("device")
            .definedBy(ROOT + "device..")
            .layer("preparation")
            .definedBy(ROOT + "preparation..")
            .layer("completion")
            .definedBy(ROOT + "completion..")
            .layer("network")
            .definedBy(ROOT + "network..")
            .layer("job")
            .definedBy(ROOT + "job..")
            .layer("delivery")
            .definedBy(ROOT + "delivery..")
            .whereLayer("device")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("preparation")
            .mayOnlyBeAccessedByLayers("device")
            .whereLayer("completion")
            .mayOnlyBeAccessedByLayers("device")
            .whereLayer("network")
            .mayOnlyBeAccessedByLayers("device", "preparation", "completion")
            .whereLayer("job")
            .mayOnlyBeAccessedByLayers("device", "preparation", "completion", "network");

    @ArchTest
    static final ArchRule onlyTheProgramReadsFilesAndServicesForTheVerification = noClasses()
            .that()
            .resideInAPackage(ROOT + "verification")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "verification.program..",
                    "dev.shakedown.client..",
                    "java.nio.file..",
                    "java.net..",
                    "com.fasterxml..");

    @ArchTest
    static final ArchRule onlyProgramsReadCommandLines = noClasses()
            .that()
            .resideInAPackage(ROOT + "(*)..")
            .and()
            .resideOutsideOfPackages(ROOT + "verification.program..", ROOT + "attack.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "dev.shakedown.client..");

    @ArchTest
    static final ArchRule blurAndMetricKnowNoTensors = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "blur..", ROOT + "input..", ROOT + "metric..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..", ROOT + "attack..", "dev.shakedown.models..");

    @ArchTest
    static final ArchRule packagesFormNoCircle =
            slices().matching("dev.shakedown.attackworker.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule modulesFormNoCircle =
            slices().matching("dev.shakedown.(*)..").should().beFreeOfCycles();
}
