package dev.shakedown.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.shakedown.service", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ACCESS_KNOWS_NO_OTHER_PACKAGE = noClasses()
            .that()
            .resideInAPackage("..service.access..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..service.problem..", "..service.messaging..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule MESSAGING_KNOWS_NO_HTTP = noClasses()
            .that()
            .resideInAPackage("..service.messaging..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..service.problem..", "..service.access..", "jakarta..", "io.quarkus..");

    @ArchTest
    static final ArchRule PROBLEMS_KNOW_ACCESS_ALONE = noClasses()
            .that()
            .resideInAPackage("..service.problem..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..service.messaging..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule NAMES_SAY_SOMETHING =
            classes().should().haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl|Common)$");
}
