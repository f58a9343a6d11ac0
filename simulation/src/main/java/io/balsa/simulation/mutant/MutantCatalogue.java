package io.balsa.simulation.mutant;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The mutants that are kept, from a resource. Each is a paragraph: {@code mutant} with its name, {@code breaks}, then
 * once or more {@code file} and the lines to change there, as in a patch: after a blank for context, a minus or a plus.
 */
public final class MutantCatalogue
{
    private static final String RESOURCE = "mutants.txt";
    private static final String MUTANT = "mutant ";
    private static final String BREAKS = "breaks ";
    private static final String FILE = "file ";

    private final List<Mutant> mutants = new ArrayList<>();
    private final List<Mutant.Change> changes = new ArrayList<>();
    private final StringBuilder before = new StringBuilder();
    private final StringBuilder after = new StringBuilder();
    private String name;
    private String breaks;
    private String file;

    private MutantCatalogue()
    {
    }

    /**
     * All mutants.
     *
     * @return in the order of the catalogue.
     * @throws MutantException when the catalogue cannot be read.
     */
    public static List<Mutant> all()
    {
        try (InputStream resource = MutantCatalogue.class.getResourceAsStream(RESOURCE))
        {
            return parse(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        }
        catch (final IOException ex)
        {
            throw new MutantException(RESOURCE + " cannot be read", ex);
        }
    }

    /**
     * Some mutants.
     *
     * @param names of them.
     * @return in the order of the names.
     * @throws MutantException when the catalogue cannot be read, or there is none of a name.
     */
    public static List<Mutant> named(final List<String> names)
    {
        final List<Mutant> all = all();
        return names.stream()
            .map((name) -> all.stream().filter((each) -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> new MutantException("there is no mutant " + name + ": " + RESOURCE + " has " +
                    all.size() + " others")))
            .toList();
    }

    static List<Mutant> parse(final String text)
    {
        final MutantCatalogue catalogue = new MutantCatalogue();
        text.lines().forEach(catalogue::take);
        catalogue.finish();
        return catalogue.mutants;
    }

    private void take(final String line)
    {
        if (line.isEmpty())
        {
            finish();
        }
        else if (line.startsWith(MUTANT))
        {
            name = line.substring(MUTANT.length());
        }
        else if (line.startsWith(BREAKS))
        {
            breaks = line.substring(BREAKS.length());
        }
        else if (line.startsWith(FILE))
        {
            finishChange();
            file = line.substring(FILE.length());
        }
        else if (line.charAt(0) != '#')
        {
            change(line.charAt(0), line.substring(1));
        }
    }

    private void change(final char sign, final String code)
    {
        if (sign != ' ' && sign != '-' && sign != '+')
        {
            throw new MutantException(RESOURCE + " mutant " + name + ": what is this: " + sign + code);
        }
        if (sign != '+')
        {
            before.append(code).append('\n');
        }
        if (sign != '-')
        {
            after.append(code).append('\n');
        }
    }

    private void finish()
    {
        finishChange();
        if (name != null)
        {
            if (breaks == null || changes.isEmpty())
            {
                throw new MutantException(RESOURCE + " mutant " + name + ": breaks or file is missing");
            }
            mutants.add(new Mutant(name, breaks, List.copyOf(changes)));
        }
        name = null;
        breaks = null;
        changes.clear();
    }

    private void finishChange()
    {
        if (file != null)
        {
            if (before.isEmpty() || before.compareTo(after) == 0)
            {
                throw new MutantException(RESOURCE + " mutant " + name + ": nothing is changed in " + file);
            }
            changes.add(new Mutant.Change(file, before.toString(), after.toString()));
        }
        file = null;
        before.setLength(0);
        after.setLength(0);
    }
}
