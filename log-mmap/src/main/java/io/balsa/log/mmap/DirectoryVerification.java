package io.balsa.log.mmap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks all that a directory holds and goes on behind each damage. A slot or a footer alone that does not hold may be
 * what a killed process has left; it is told and is no damage, as the others make up for it.
 */
final class DirectoryVerification
{
    private static final int STEP_LENGTH = 4 * 1024 * 1024;

    private final LogInspection inspection;
    private final VerificationProgress progress;
    private final List<LogFinding> findings;
    private final FrameWalk walk;
    private final SegmentVerification verification;
    private final SegmentFooter footer = new SegmentFooter();
    private long checkedBytes;
    private long totalBytes;

    DirectoryVerification(final LogInspection inspection, final VerificationProgress progress)
    {
        this.inspection = inspection;
        this.progress = progress;
        findings = new ArrayList<>(inspection.findings());
        walk = new FrameWalk(inspection.identity().clusterId());
        verification = new SegmentVerification(inspection.identity());
    }

    List<LogFinding> run()
    {
        checkIdentity();
        checkTermState();
        for (int place = 0; place < inspection.segmentCount(); place++)
        {
            totalBytes += inspection.segment(place).length();
        }
        for (int place = 0; place < inspection.segmentCount(); place++)
        {
            final long before = checkedBytes;
            checkSegment(place);
            checkedBytes = before + inspection.segment(place).length();
            progress.onChecked(checkedBytes, totalBytes);
        }
        return findings;
    }

    private void damage(final String name, final int offset, final long index, final String text)
    {
        findings.add(new LogFinding(name, offset, index, true, text));
    }

    private void note(final String name, final int offset, final long index, final String text)
    {
        findings.add(new LogFinding(name, offset, index, false, text));
    }

    private void checkIdentity()
    {
        if (!has(LogLayout.IDENTITY) || null == IdentityFile.read(inspection.storage()))
        {
            damage(LogLayout.IDENTITY, 0, 0, "it does not hold; the term state says whose directory it is");
        }
    }

    private boolean has(final String name)
    {
        return Arrays.asList(inspection.storage().list()).contains(name);
    }

    private void checkTermState()
    {
        final TermStateFacts facts = inspection.termState();
        if (null == facts)
        {
            damage(LogLayout.TERM_STATE, 0, 0, has(LogLayout.TERM_STATE) ?
                "neither slot holds: a vote may be lost; replace the member" :
                "it is missing: a vote may be lost; replace the member");
        }
        else if (facts.goodSlotCount() < MmapTermStateStore.SLOT_COUNT && !inspection.isLive())
        {
            note(LogLayout.TERM_STATE, 0, 0, "one slot does not hold; the next start writes it again");
        }
    }

    private void checkSegment(final int place)
    {
        final LogSegment segment = inspection.segment(place);
        final boolean isLast = place == inspection.segmentCount() - 1;
        checkSlots(segment);
        checkFooter(segment, isLast);
        if (inspection.isSealed(segment) && segment.baseIndex() <= inspection.lastWanted() && isVerified(segment))
        {
            checkNext(place, footer.lastIndex() + 1, footer.decoder().lastTerm());
            return;
        }
        final int before = findings.size();
        checkFrames(place, isLast && !inspection.isLive());
        if (verification.isDamaged() && before == findings.size())
        {
            damage(segment.name(), verification.damage().fromOffset(), verification.damage().afterIndex() + 1,
                verification.damage().reason());
        }
    }

    private void checkSlots(final LogSegment segment)
    {
        for (int slot = 0; slot < Watermark.SLOT_COUNT && !inspection.isLive(); slot++)
        {
            final int offset = Watermark.SLOTS_OFFSET + slot * Watermark.SLOT_LENGTH;
            if (isUsed(segment, offset) &&
                !FileHeader.holds(segment.fileBuffer(), offset, FileHeader.WATERMARK_MAGIC))
            {
                note(segment.name(), offset, 0, "a watermark does not hold");
            }
        }
    }

    private void checkFooter(final LogSegment segment, final boolean isLast)
    {
        final int offset = segment.footerOffset();
        if (!FileHeader.holds(segment.fileBuffer(), offset, FileHeader.FOOTER_MAGIC))
        {
            if (isUsed(segment, offset) && !inspection.isLive())
            {
                note(segment.name(), offset, 0, "the footer does not hold; the next start reads the whole segment");
            }
        }
        else if (!footer.read(segment, inspection.identity().incarnation()) || !footer.indexHolds(segment))
        {
            damage(segment.name(), offset, 0, "the footer or the offsets of the entries do not hold; the next start " +
                "mends them");
        }
        else if (isLast && !inspection.isLive() && inspection.truncateFrom() == Long.MAX_VALUE)
        {
            damage(LogLayout.segmentName(footer.lastIndex() + 1), 0, footer.lastIndex() + 1,
                "the segment is missing, the one before it is sealed");
        }
    }

    private static boolean isUsed(final LogSegment segment, final int offset)
    {
        for (int i = 0; i < FileHeader.LENGTH; i += Long.BYTES)
        {
            if (0 != segment.fileBuffer().getLong(offset + i))
            {
                return true;
            }
        }
        return false;
    }

    /** Check a sealed segment against its footer. */
    private boolean isVerified(final LogSegment segment)
    {
        footer.read(segment, inspection.identity().incarnation());
        verification.begin(segment);
        while (!verification.isDone())
        {
            checkedBytes += verification.step(STEP_LENGTH);
            progress.onChecked(checkedBytes, totalBytes);
        }
        return !verification.isDamaged();
    }

    private void checkNext(final int place, final long nextIndex, final long lastTerm)
    {
        if (place + 1 < inspection.segmentCount())
        {
            final LogSegment next = inspection.segment(place + 1);
            if (next.baseIndex() != nextIndex)
            {
                damage(LogLayout.segmentName(nextIndex), 0, nextIndex,
                    "the entries up to index " + (next.baseIndex() - 1) + " are missing");
            }
            else if (next.prevTerm() != lastTerm && SegmentFooter.UNKNOWN_TERM != next.prevTerm())
            {
                damage(next.name(), 0, nextIndex,
                    "it follows an entry of term " + next.prevTerm() + ", the one before has term " + lastTerm);
            }
        }
    }

    private void checkFrames(final int place, final boolean hasTail)
    {
        final LogSegment segment = inspection.segment(place);
        inspection.begin(place, walk);
        boolean isWhole = true;
        while (walk.next())
        {
            if (!walk.isGood())
            {
                if (hasTail && walk.index() > inspection.durableIndex(segment))
                {
                    checkTail(segment, isWhole);
                    return;
                }
                isWhole = false;
                tellDamage(segment);
            }
            checkedBytes += walk.length();
            progress.onChecked(checkedBytes, totalBytes);
        }
        if (isWhole && !inspection.isLive())
        {
            checkNext(place, walk.index(), walk.term());
        }
    }

    private void tellDamage(final LogSegment segment)
    {
        final long lastIndex = walk.nextIndex() - 1;
        damage(segment.name(), walk.offset(), walk.index(), lastIndex > walk.index() && lastIndex < Long.MAX_VALUE - 1 ?
            "the entries up to index " + lastIndex + " do not hold" : "the entry does not hold");
    }

    /** What lies behind all that was durable may be torn; then nobody was told that it is there. */
    private void checkTail(final LogSegment segment, final boolean isWhole)
    {
        final TermTable terms = new TermTable();
        final SegmentScan scan = new SegmentScan(inspection.identity().clusterId(), terms);
        segment.index(new SegmentImage(segment.length()));
        scan.takeFrames(segment, inspection.truncateFrom());
        final boolean isTorn = isWhole && scan.isTorn(segment);
        segment.release().close();
        if (isTorn)
        {
            note(segment.name(), walk.offset(), walk.index(), "the last write is torn; the next start cuts it");
        }
        else
        {
            damage(segment.name(), walk.offset(), walk.index(),
                "the entry does not hold and was not torn: it may have been acknowledged");
        }
    }
}
