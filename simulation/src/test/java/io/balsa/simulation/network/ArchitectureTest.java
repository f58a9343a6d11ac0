package io.balsa.simulation.network;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

class ArchitectureTest
{
    private static final JavaClasses CLASSES = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("io.balsa.simulation.network");

    @Test
    void shouldKnowNothingButBytesAndPorts()
    {
        classes().should().onlyDependOnClassesThat().resideInAnyPackage(
            "io.balsa.simulation.network", "io.balsa.transport.wire", "io.balsa.client", "io.balsa.codecs.wire",
            "io.balsa.consensus.port", "org.agrona..", "java.lang..", "java.nio", "java.util")
            .check(CLASSES);
    }
}
