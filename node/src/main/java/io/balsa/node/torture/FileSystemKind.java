package io.balsa.node.torture;

import java.util.Locale;

/** File systems whose power can be cut. */
public enum FileSystemKind
{
    /** The usual one. */
    EXT4("e2fsprogs"),

    /** The other usual one. */
    XFS("xfsprogs");

    private final SystemTool makeTool;

    FileSystemKind(final String debianPackage)
    {
        makeTool = new SystemTool("mkfs." + toString(), debianPackage);
    }

    SystemTool makeTool()
    {
        return makeTool;
    }

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
