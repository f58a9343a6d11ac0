package io.balsa.consensus;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTest
{
    private static final String CORE = "io.balsa.consensus.core..";
    private static final String SESSION = "io.balsa.consensus.session..";
    private static final String AGENT = "io.balsa.consensus.agent..";
    private static final JavaClasses CLASSES = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("io.balsa.consensus");

    @Test
    void shouldKeepTheWorldOutOfTheRules()
    {
        noClasses().that().resideInAnyPackage(CORE, SESSION)
            .should().dependOnClassesThat(resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.time..",
                "java.util.concurrent..", "io.aeron..", "net.openhft..").and(not(equivalentTo(ByteOrder.class))))
            .orShould().dependOnClassesThat().belongToAnyOf(Thread.class, Random.class, UUID.class)
            .orShould().dependOnClassesThat().areAssignableTo(NanoClock.class)
            .orShould().dependOnClassesThat().areAssignableTo(EpochClock.class)
            .orShould().callMethod(Math.class, "random")
            .orShould().callConstructor(SplittableRandom.class)
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis")
            .check(CLASSES);
    }

    @Test
    void shouldKeepPortsFreeOfTheirUsers()
    {
        noClasses().that().resideInAPackage("io.balsa.consensus.port..")
            .should().dependOnClassesThat().resideInAnyPackage(CORE, SESSION, AGENT)
            .check(CLASSES);
    }

    @Test
    void shouldKeepRulesAndSessionsFreeOfTheAgent()
    {
        noClasses().that().resideInAnyPackage(CORE, SESSION)
            .should().dependOnClassesThat().resideInAPackage(AGENT)
            .check(CLASSES);
    }

    @Test
    void shouldHaveNoCycles()
    {
        slices().matching("io.balsa.consensus.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
