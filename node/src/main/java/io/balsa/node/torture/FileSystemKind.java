package io.balsa.node.torture;

import java.util.Locale;

/** File systems whose power can be cut. */
public enum FileSystemKind
{
    /** The usual one. */
    EXT4("e2fsprogs"),

    /** The other usual one. */
    XFS("xfsprogs");

    private final String debianPackage;

    FileSystemKind(final String debianPackage)
    {
        this.debianPackage = debianPackage;
    }

    SystemTool makeTool()
    {
        return new SystemTool("mkfs." + this, debianPackage);
    }

    @Override
    public String toString()
    {
        return name().toLowerCase(Locale.ROOT);
    }
}
