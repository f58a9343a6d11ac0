package io.balsa.node;

import java.util.List;

/**
 * Finds what somebody may have meant.
 */
final class NearestName
{
    private static final int DISTANCE_MAX = 6;

    private NearestName()
    {
    }

    /** The name with the fewest letters to change, or null if none is near. */
    static String find(final String wrong, final List<String> names)
    {
        String nearest = null;
        int nearestDistance = DISTANCE_MAX + 1;
        for (final String name : names)
        {
            final int distance = distance(wrong, name);
            if (distance < nearestDistance)
            {
                nearest = name;
                nearestDistance = distance;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance, one row at a time. */
    static int distance(final String first, final String second)
    {
        final int[] row = new int[second.length() + 1];
        for (int j = 0; j < row.length; j++)
        {
            row[j] = j;
        }
        for (int i = 1; i <= first.length(); i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++)
            {
                final int replaced = diagonal + (first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[second.length()];
    }
}
