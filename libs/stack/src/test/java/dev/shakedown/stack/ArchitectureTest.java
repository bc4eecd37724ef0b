package dev.shakedown.stack;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between this module's packages, and out of it. */
@AnalyzeClasses(packages = "dev.shakedown.stack", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.shakedown.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyReadinessSpeaksHttp = noClasses()
            .that()
            .doNotHaveSimpleName("Readiness")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    /** Tests of services run the embedded broker and database without the rest. */
    @ArchTest
    static final ArchRule embeddedServersKnowNoStack = noClasses()
            .that()
            .resideInAPackage("dev.shakedown.stack.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.shakedown.stack", "io.quarkus..");
}
