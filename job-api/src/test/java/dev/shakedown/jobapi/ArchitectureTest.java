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
class ArchitectureTest {

    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().matching("dev.shakedown.jobapi.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("document")
            .definedBy("..jobapi.document..")
            .layer("identity")
            .definedBy("..jobapi.identity..")
            .layer("topic")
            .definedBy("..jobapi.topic..")
            .layer("store")
            .definedBy("..jobapi.store..")
            .layer("queue")
            .definedBy("..jobapi.queue..")
            .layer("network")
            .definedBy("..jobapi.network..")
            .layer("campaign")
            .definedBy("..jobapi.campaign..")
            .layer("submission")
            .definedBy("..jobapi.submission..")
            .layer("expansion")
            .definedBy("..jobapi.expansion..")
            .layer("lifecycle")
            .definedBy("..jobapi.lifecycle..")
            .layer("upload")
            .definedBy("..jobapi.upload..")
            .layer("watch")
            .definedBy("..jobapi.watch..")
            .layer("deadletter")
            .definedBy("..jobapi.deadletter..")
            .layer("control")
            .definedBy("..jobapi.control..")
            .whereLayer("identity")
            .mayNotAccessAnyLayer()
            .whereLayer("topic")
            .mayNotAccessAnyLayer()
            .whereLayer("store")
            .mayNotAccessAnyLayer()
            .whereLayer("queue")
            .mayNotAccessAnyLayer()
            .whereLayer("document")
            .mayNotAccessAnyLayer()
            .whereLayer("network")
            .mayOnlyAccessLayers("queue", "topic")
            .whereLayer("campaign")
            .mayOnlyAccessLayers("document", "identity", "queue", "store")
            .whereLayer("submission")
            .mayOnlyAccessLayers("campaign", "document", "expansion", "identity", "network", "queue", "store", "topic")
            .whereLayer("expansion")
            .mayOnlyAccessLayers("campaign", "identity", "lifecycle", "network", "queue", "store", "topic")
            .whereLayer("lifecycle")
            .mayOnlyAccessLayers("store")
            .whereLayer("upload")
            .mayOnlyAccessLayers("document", "identity", "store")
            .whereLayer("watch")
            .mayOnlyAccessLayers("campaign", "lifecycle", "store", "submission", "topic")
            .whereLayer("deadletter")
            .mayOnlyAccessLayers("lifecycle", "network", "queue", "store", "submission", "topic")
            .whereLayer("control")
            .mayOnlyAccessLayers("lifecycle", "store", "submission", "topic", "watch");

    @ArchTest
    static final ArchRule PURE = noClasses()
            .that()
            .resideInAnyPackage("..jobapi.document..", "..jobapi.campaign..", "..jobapi.identity..", "..jobapi.queue..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "org.apache.kafka..", "io.smallrye..", "io.vertx..");

    @ArchTest
    static final ArchRule KAFKA_STAYS_AT_THE_EDGE = noClasses()
            .that()
            .resideOutsideOfPackages("..jobapi.topic..", "..jobapi.expansion..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule NAMES_SAY_SOMETHING =
            classes().should().haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl|Common)$");
}
