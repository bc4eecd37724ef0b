package dev.shakedown.imaging;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The edges between this module's packages. */
@AnalyzeClasses(packages = "dev.shakedown.imaging", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule arraysKnowOnlyThemselvesAndTheJdk = knowsOnlyItselfAndTheJdk("array");

    @ArchTest
    static final ArchRule imagesKnowOnlyThemselvesAndTheJdk = knowsOnlyItselfAndTheJdk("image");

    @ArchTest
    static final ArchRule randomNumbersKnowOnlyThemselvesAndTheJdk = knowsOnlyItselfAndTheJdk("random");

    @ArchTest
    static final ArchRule theHdf5LibraryStaysInsideTheKernelPackage = noClasses()
            .that()
            .resideOutsideOfPackage("dev.shakedown.imaging.kernel..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.jhdf..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.shakedown.imaging.(*)..").should().beFreeOfCycles();

    private static ArchRule knowsOnlyItselfAndTheJdk(String name) {
        return classes()
                .that()
                .resideInAPackage("dev.shakedown.imaging." + name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.shakedown.imaging." + name, "java..", "javax..", "org.jspecify..");
    }
}
