package io.balsa.node.command;

import io.balsa.log.mmap.Damage;
import io.balsa.log.mmap.LogRepair;
import io.balsa.log.repair.RepairListener;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a damaged log, for people and for programs. How it goes on is told as it happens.
 */
final class RepairResult implements RepairListener
{
    private static final List<String> COLUMNS = List.of("segment", "first", "last", "bytes", "what");
    private static final String UNKNOWN = "-";

    private final LogRepair log;
    private final String directory;
    private final RepairProgress progress;
    private final List<Mended> mended = new ArrayList<>();

    RepairResult(final LogRepair log, final String directory, final RepairProgress progress)
    {
        this.log = log;
        this.directory = directory;
        this.progress = progress;
    }

    /** Of a log that was cut, a damage has no length and no peer. */
    private record Mended(Damage damage, long lengthBytes, int peerId, boolean isCut)
    {
        List<String> row()
        {
            return List.of(
                damage.segmentName(),
                Long.toString(damage.afterIndex() + 1),
                isCut ? UNKNOWN : Long.toString(damage.lastIndex()),
                isCut ? UNKNOWN : Long.toString(lengthBytes),
                isCut ? "cut" : "from member " + peerId);
        }

        JsonObject json()
        {
            final JsonObject json = new JsonObject()
                .text("file", damage.segmentName())
                .number("firstIndex", damage.afterIndex() + 1)
                .flag("cut", isCut);
            return isCut ? json :
                json.number("lastIndex", damage.lastIndex()).number("bytes", lengthBytes).number("peer", peerId);
        }
    }

    @Override
    public void onBegin(final Damage damage)
    {
        progress.onBegin(damage);
    }

    @Override
    public void onProgress(final Damage damage, final long lengthBytes, final int peerId)
    {
        progress.onProgress(damage, lengthBytes, peerId);
    }

    @Override
    public void onRepaired(final Damage damage, final long lengthBytes, final int peerId)
    {
        progress.onRepaired(damage, lengthBytes, peerId);
        mended.add(new Mended(damage, lengthBytes, peerId, false));
    }

    @Override
    public void onStartedOver(final Damage damage)
    {
        progress.onStartedOver(damage);
        mended.add(new Mended(damage, 0, 0, true));
    }

    /** Whether nothing had to be repaired, or nothing could be. */
    boolean isEmpty()
    {
        return mended.isEmpty();
    }

    void print(final PrintWriter out)
    {
        if (!mended.isEmpty())
        {
            final TextTable table = new TextTable(COLUMNS);
            mended.forEach(each -> table.row(each.row()));
            table.print(out);
            out.println();
        }
        out.println(directory + ": " + (log.lastIndex() == 0 ? "no entries" : "whole up to index " + log.lastIndex()) +
            ", " + (isWhole() ? mended.isEmpty() ? "nothing to repair" : "no damage left" : "still damaged"));
    }

    JsonObject json()
    {
        return new JsonObject()
            .text("directory", directory)
            .number("clusterId", log.identity().clusterId())
            .number("memberId", log.identity().memberId())
            .number("lastIndex", log.lastIndex())
            .flag("ok", isWhole())
            .array("repaired", mended.stream().map(Mended::json).toList());
    }

    private boolean isWhole()
    {
        return log.damage() == null;
    }
}
