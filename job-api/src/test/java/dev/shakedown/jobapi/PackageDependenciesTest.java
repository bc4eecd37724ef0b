package dev.shakedown.jobapi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.shakedown.jobapi", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageDependenciesTest {

    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().matching("dev.shakedown.jobapi.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("problem")
            .definedBy("..jobs.problem..")
            .layer("document")
            .definedBy("..jobs.document..")
            .layer("identity")
            .definedBy("..jobs.identity..")
            .layer("topic")
            .definedBy("..jobs.topic..")
            .layer("store")
            .definedBy("..jobs.store..")
            .layer("queue")
            .definedBy("..jobs.queue..")
            .layer("network")
            .definedBy("..jobs.network..")
            .layer("campaign")
            .definedBy("..jobs.campaign..")
            .layer("submission")
            .definedBy("..jobs.submission..")
            .layer("expansion")
            .definedBy("..jobs.expansion..")
            .layer("lifecycle")
            .definedBy("..jobs.lifecycle..")
            .layer("upload")
            .definedBy("..jobs.upload..")
            .layer("watch")
            .definedBy("..jobs.watch..")
            .layer("deadletter")
            .definedBy("..jobs.deadletter..")
            .layer("control")
            .definedBy("..jobs.control..")
            .whereLayer("problem")
            .mayNotAccessAnyLayer()
            .whereLayer("identity")
            .mayNotAccessAnyLayer()
            .whereLayer("topic")
            .mayNotAccessAnyLayer()
            .whereLayer("store")
            .mayNotAccessAnyLayer()
            .whereLayer("queue")
            .mayNotAccessAnyLayer()
            .whereLayer("document")
            .mayOnlyAccessLayers("problem")
            .whereLayer("network")
            .mayOnlyAccessLayers("problem", "queue", "topic")
            .whereLayer("campaign")
            .mayOnlyAccessLayers("document", "identity", "problem", "queue", "store")
            .whereLayer("submission")
            .mayOnlyAccessLayers(
                    "campaign", "document", "expansion", "identity", "network", "problem", "queue", "store", "topic")
            .whereLayer("expansion")
            .mayOnlyAccessLayers("campaign", "identity", "lifecycle", "network", "queue", "store", "topic")
            .whereLayer("lifecycle")
            .mayOnlyAccessLayers("store")
            .whereLayer("upload")
            .mayOnlyAccessLayers("document", "identity", "problem", "store")
            .whereLayer("watch")
            .mayOnlyAccessLayers("campaign", "lifecycle", "problem", "store", "submission", "topic")
            .whereLayer("deadletter")
            .mayOnlyAccessLayers("lifecycle", "network", "problem", "queue", "store", "submission", "topic")
            .whereLayer("control")
            .mayOnlyAccessLayers("lifecycle", "problem", "store", "submission", "topic", "watch");

    @ArchTest
    static final ArchRule PURE = noClasses()
            .that()
            .resideInAnyPackage("..jobs.document..", "..jobs.campaign..", "..jobs.identity..", "..jobs.queue..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "org.apache.kafka..", "io.smallrye..", "io.vertx..");

    @ArchTest
    static final ArchRule KAFKA_STAYS_AT_THE_EDGE = noClasses()
            .that()
            .resideOutsideOfPackages("..jobs.topic..", "..jobs.expansion..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule NAMES_SAY_SOMETHING =
            classes().should().haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl|Common)$");
}
