package io.balsa.transport;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.balsa.client.ClientSession;
import io.balsa.client.Ingress;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTest
{
    private static final String WIRE = "io.balsa.transport.wire..";
    private static final JavaClasses CLASSES = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("io.balsa.transport", "io.balsa.client");

    @Test
    void shouldLeaveTheMediumOutOfMessages()
    {
        classes().that().resideInAPackage(WIRE)
            .should().onlyDependOnClassesThat().resideInAnyPackage(
                WIRE, "io.balsa.codecs.wire..", "io.balsa.consensus.port..", "org.agrona..", "java.lang..",
                "java.nio..", "java.util.zip..")
            .check(CLASSES);
    }

    @Test
    void shouldLeaveTheMediumOutOfDecisions()
    {
        noClasses().that().haveNameMatching("io\\.balsa\\.client\\.(ClientSession|LeaderTracker|PendingCommands)")
            .or().areAssignableTo(Ingress.class).and().areInterfaces()
            .should().dependOnClassesThat().resideInAnyPackage(
                "io.aeron..", "io.balsa.transport.media..", "io.balsa.transport.aeron..")
            .check(CLASSES);
        noClasses().that().areAssignableTo(ClientSession.class)
            .should().callMethod(System.class, "nanoTime")
            .check(CLASSES);
    }

    @Test
    void shouldKeepMembersAndClientsApart()
    {
        noClasses().that().resideInAPackage("io.balsa.transport..")
            .should().dependOnClassesThat().resideInAPackage("io.balsa.client..")
            .check(CLASSES);
    }

    @Test
    void shouldHaveNoCycles()
    {
        slices().matching("io.balsa.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
