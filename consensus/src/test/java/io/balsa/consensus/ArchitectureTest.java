package io.balsa.consensus;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.nio.ByteOrder;
import java.util.Random;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "io.balsa.consensus", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest
{
    private static final String CORE = "io.balsa.consensus.core..";
    private static final String SESSION = "io.balsa.consensus.session..";
    private static final String AGENT = "io.balsa.consensus.agent..";

    @ArchTest
    static final ArchRule RULES_KNOW_NO_WORLD = noClasses().that().resideInAnyPackage(CORE, SESSION)
        .should().dependOnClassesThat(resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.time..",
            "java.util.concurrent..", "io.aeron..", "net.openhft..").and(not(equivalentTo(ByteOrder.class))))
        .orShould().dependOnClassesThat().belongToAnyOf(Thread.class, Random.class)
        .orShould().callMethod(System.class, "nanoTime")
        .orShould().callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule PORTS_KNOW_NOBODY = noClasses().that().resideInAPackage("io.balsa.consensus.port..")
        .should().dependOnClassesThat().resideInAnyPackage(CORE, SESSION, AGENT);

    @ArchTest
    static final ArchRule RULES_AND_SESSIONS_KNOW_NO_AGENT = noClasses().that().resideInAnyPackage(CORE, SESSION)
        .should().dependOnClassesThat().resideInAPackage(AGENT);

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("io.balsa.consensus.(*)..").should().beFreeOfCycles();
}
