package io.balsa.archive;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import java.nio.channels.FileChannel;
import java.nio.file.Files;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

class ArchitectureTest
{
    private static final JavaClasses CLASSES = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("io.balsa.archive");

    @Test
    void shouldKeepTheFormatFreeOfTheStore()
    {
        classes().that().resideInAPackage("io.balsa.archive.v1")
            .should().onlyDependOnClassesThat()
            .resideInAnyPackage("java.lang..", "net.openhft.chronicle..", "io.balsa.archive.v1")
            .check(CLASSES);
    }

    @Test
    void shouldTouchFilesInOnePlace()
    {
        noClasses().that().doNotHaveFullyQualifiedName(DirectoryFiles.class.getName())
            .should().dependOnClassesThat().belongToAnyOf(FileChannel.class, Files.class)
            .check(CLASSES);
    }

    @Test
    void shouldNotKnowTheAgent()
    {
        noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("io.balsa.consensus.core..", "io.balsa.consensus.agent..", "io.aeron..")
            .check(CLASSES);
    }
}
