package dev.shakedown.models;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The edges between this module's packages. */
@AnalyzeClasses(packages = "dev.shakedown.models", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule knowsNoFrameworkAndNoService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "org.apache.kafka..", "java.sql..");

    @ArchTest
    static final ArchRule importingUsesChecksAndChecksUseNetworks = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("importing")
            .definedBy("dev.shakedown.models.importing..")
            .layer("check")
            .definedBy("dev.shakedown.models.check..")
            .layer("restoration")
            .definedBy("dev.shakedown.models.restoration..")
            .whereLayer("importing")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("check")
            .mayOnlyBeAccessedByLayers("importing");

    @ArchTest
    static final ArchRule onlyProgramsReadCommandLines = noClasses()
            .that()
            .resideOutsideOfPackage("dev.shakedown.models.importing..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");
}
