package dev.shakedown.resultstore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;

@AnalyzeClasses(packages = "dev.shakedown.resultstore", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageEdgesTest {

    @ArchTest
    static final ArchRule arrowsBetweenPackagesRunOneWay =
            slices().matching("dev.shakedown.resultstore.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whatArrivesAndWhatIsAskedDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("..ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..query..");

    @ArchTest
    static final ArchRule whatIsAskedDoesNotKnowWhatArrives = noClasses()
            .that()
            .resideInAPackage("..query..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..ingest..");

    @ArchTest
    static final ArchRule sqlIsWrittenInRepositories = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Repository")
            .and()
            .resideOutsideOfPackage("..database..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Statement.class, PreparedStatement.class, ResultSet.class);

    @ArchTest
    static final ArchRule onlyIngestKnowsKafka = noClasses()
            .that()
            .resideOutsideOfPackage("..ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule storageKnowsNoHttp = noClasses()
            .that()
            .resideInAnyPackage("..campaign..", "..job..", "..database..", "..ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.ws.rs..");
}
