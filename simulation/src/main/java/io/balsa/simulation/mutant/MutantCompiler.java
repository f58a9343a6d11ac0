package io.balsa.simulation.mutant;

import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiles the files that a mutant changes, in memory, against the class path of this JVM.
 */
final class MutantCompiler
{
    private final Path root;
    private final JavaCompiler compiler;

    /**
     * With the sources of a repository.
     *
     * @param root     of the repository.
     * @param compiler to use, null where this JVM has none.
     */
    MutantCompiler(final Path root, final JavaCompiler compiler)
    {
        if (compiler == null)
        {
            throw new MutantException("this Java has no compiler: mutants need a JDK, run with JAVA_HOME set to one");
        }
        this.root = root;
        this.compiler = compiler;
    }

    MutantCompiler(final Path root)
    {
        this(root, ToolProvider.getSystemJavaCompiler());
    }

    /** Bytes of the classes of the changed files, by class name. */
    Map<String, byte[]> compile(final Mutant mutant)
    {
        final DiagnosticCollector<JavaFileObject> errors = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(errors, null, StandardCharsets.UTF_8);
            Output output = new Output(files))
        {
            final List<String> options =
                List.of("-proc:none", "-nowarn", "-g", "-classpath", System.getProperty("java.class.path"));
            if (!compiler.getTask(null, output, errors, options, null, sourcesOf(mutant)).call())
            {
                throw new MutantException(
                    "mutant " + mutant.name() + " does not compile: " + errors.getDiagnostics().get(0));
            }
            return output.classes();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private List<JavaFileObject> sourcesOf(final Mutant mutant)
    {
        final Map<String, String> texts = new LinkedHashMap<>();
        for (final Mutant.Change change : mutant.changes())
        {
            final String text =
                texts.containsKey(change.file()) ? texts.get(change.file()) : read(mutant.name(), change.file());
            texts.put(change.file(), mutant.apply(change, text));
        }
        final List<JavaFileObject> sources = new ArrayList<>();
        texts.forEach((file, text) -> sources.add(new Source(file, text)));
        return sources;
    }

    private String read(final String name, final String file)
    {
        final Path path = root.resolve(file);
        try
        {
            return Files.readString(path).replace("\r\n", "\n");
        }
        catch (final IOException ex)
        {
            throw new MutantException("mutant " + name + " needs the source " + path +
                ", which cannot be read; give the root of a checkout of the running version", ex);
        }
    }

    private static final class Source extends SimpleJavaFileObject
    {
        private final String text;

        Source(final String file, final String text)
        {
            super(URI.create("mutant:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(final boolean isLenient)
        {
            return text;
        }
    }

    private static final class CompiledClass extends SimpleJavaFileObject
    {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        CompiledClass(final String className)
        {
            super(URI.create("mutant:///" + className.replace('.', '/') + Kind.CLASS.extension), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream()
        {
            return bytes;
        }
    }

    private static final class Output extends ForwardingJavaFileManager<StandardJavaFileManager>
    {
        private final Map<String, CompiledClass> compiled = new HashMap<>();

        Output(final StandardJavaFileManager files)
        {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
            final JavaFileManager.Location location,
            final String className,
            final JavaFileObject.Kind kind,
            final FileObject sibling)
        {
            final CompiledClass result = new CompiledClass(className);
            compiled.put(className, result);
            return result;
        }

        Map<String, byte[]> classes()
        {
            final Map<String, byte[]> classes = new HashMap<>();
            compiled.forEach((name, file) -> classes.put(name, file.bytes.toByteArray()));
            return classes;
        }
    }
}
