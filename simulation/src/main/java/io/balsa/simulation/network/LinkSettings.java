package io.balsa.simulation.network;

import java.util.SplittableRandom;

/**
 * How one class of links behaves. Rates are chances from 0 to 1. Setters return this; the network reads the settings at
 * each send, so a change holds from then on.
 */
public final class LinkSettings
{
    private LinkModel model = LinkModel.RELIABLE;
    private long delayMinNs = 50_000;
    private long delayMeanNs = 50_000;
    private int capacity = 1024;
    private boolean isDroppingWhenFull = false;
    private double lossRate = 0;
    private double repeatRate = 0;
    private double replayRate = 0;
    private long replayMeanNs = 2_000_000_000L;
    private double corruptRate = 0;
    private double garbleRate = 0;
    private double refuseRate = 0;
    private double clogRate = 0;
    private long clogMeanNs = 100_000_000;
    private double closeRate = 0;
    private long closeMeanNs = 100_000_000;
    private long detectMeanNs = 500_000_000;
    private double surviveRate = 0.5;

    /** Create settings of a calm network: reliable links, short delays, no faults. */
    public LinkSettings()
    {
    }

    /**
     * Draw the faults of one run: each is often absent, and otherwise anything from rare to hard to bear.
     *
     * @param random of the run.
     * @return new settings for links between members.
     */
    public static LinkSettings drawForMembers(final SplittableRandom random)
    {
        final LinkModel[] models = LinkModel.values();
        return new LinkSettings()
            .model(models[random.nextInt(models.length)])
            .delayMinNs(random.nextLong(20_000, 1_000_000))
            .delayMeanNs(rarely(random) ? random.nextLong(1_000_000, 30_000_000) : random.nextLong(1_000_000))
            .capacity(random.nextBoolean() ? random.nextInt(2, 21) : random.nextInt(64, 1025))
            .isDroppingWhenFull(rarely(random))
            .lossRate(rate(random, 0.3))
            .repeatRate(rate(random, 0.3))
            .replayRate(rate(random, 0.01))
            .corruptRate(rate(random, 0.05))
            .garbleRate(rate(random, 0.05))
            .refuseRate(rate(random, 0.2))
            .clogRate(rate(random, 0.001))
            .closeRate(rate(random, 0.001))
            .detectMeanNs(random.nextLong(1_000_000, 2_000_000_000L))
            .surviveRate(random.nextDouble());
    }

    /**
     * Draw the faults of one run of links between clients and members. They are reliable, as clients rely on: what is
     * lost is lost with the connection.
     *
     * @param random of the run.
     * @return new settings for links between clients and members.
     */
    public static LinkSettings drawForClients(final SplittableRandom random)
    {
        return new LinkSettings()
            .delayMinNs(random.nextLong(20_000, 1_000_000))
            .delayMeanNs(rarely(random) ? random.nextLong(1_000_000, 30_000_000) : random.nextLong(1_000_000))
            .capacity(random.nextBoolean() ? random.nextInt(2, 21) : random.nextInt(64, 1025))
            .refuseRate(rate(random, 0.2))
            .clogRate(rate(random, 0.001))
            .closeRate(rate(random, 0.001))
            .detectMeanNs(random.nextLong(1_000_000, 2_000_000_000L))
            .surviveRate(random.nextDouble());
    }

    private static boolean rarely(final SplittableRandom random)
    {
        return random.nextInt(4) == 0;
    }

    private static double rate(final SplittableRandom random, final double max)
    {
        return random.nextBoolean() ? 0 : max * random.nextDouble() * random.nextDouble();
    }

    /**
     * What the links promise.
     *
     * @return the setting.
     */
    public LinkModel model()
    {
        return model;
    }

    /**
     * What the links promise.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings model(final LinkModel value)
    {
        model = value;
        return this;
    }

    /**
     * Shortest time that a message takes, in ns.
     *
     * @return the setting.
     */
    public long delayMinNs()
    {
        return delayMinNs;
    }

    /**
     * Shortest time that a message takes, in ns.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings delayMinNs(final long value)
    {
        delayMinNs = value;
        return this;
    }

    /**
     * Mean of the exponential time that comes on top, in ns; 0 for none.
     *
     * @return the setting.
     */
    public long delayMeanNs()
    {
        return delayMeanNs;
    }

    /**
     * Mean of the exponential time that comes on top, in ns; 0 for none.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings delayMeanNs(final long value)
    {
        delayMeanNs = value;
        return this;
    }

    /**
     * Most messages that are under way or not polled, on one link.
     *
     * @return the setting.
     */
    public int capacity()
    {
        return capacity;
    }

    /**
     * Most messages that are under way or not polled, on one link.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings capacity(final int value)
    {
        capacity = value;
        return this;
    }

    /**
     * Whether a full link drops what is sent, instead of refusing it.
     *
     * @return the setting.
     */
    public boolean isDroppingWhenFull()
    {
        return isDroppingWhenFull;
    }

    /**
     * Whether a full link drops what is sent, instead of refusing it.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings isDroppingWhenFull(final boolean value)
    {
        isDroppingWhenFull = value;
        return this;
    }

    /**
     * Chance that a message is lost; not on a reliable link.
     *
     * @return the setting.
     */
    public double lossRate()
    {
        return lossRate;
    }

    /**
     * Chance that a message is lost; not on a reliable link.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings lossRate(final double value)
    {
        lossRate = value;
        return this;
    }

    /**
     * Chance that a message arrives twice; not on a reliable link.
     *
     * @return the setting.
     */
    public double repeatRate()
    {
        return repeatRate;
    }

    /**
     * Chance that a message arrives twice; not on a reliable link.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings repeatRate(final double value)
    {
        repeatRate = value;
        return this;
    }

    /**
     * Chance that a delivered message arrives again much later; on any link, since packets of an earlier image may.
     *
     * @return the setting.
     */
    public double replayRate()
    {
        return replayRate;
    }

    /**
     * Chance that a delivered message arrives again much later; on any link, since packets of an earlier image may.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings replayRate(final double value)
    {
        replayRate = value;
        return this;
    }

    /**
     * Mean of the exponential time after which it does, in ns.
     *
     * @return the setting.
     */
    public long replayMeanNs()
    {
        return replayMeanNs;
    }

    /**
     * Mean of the exponential time after which it does, in ns.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings replayMeanNs(final long value)
    {
        replayMeanNs = value;
        return this;
    }

    /**
     * Chance that a bit of a message between members is flipped: a checksum tells.
     *
     * @return the setting.
     */
    public double corruptRate()
    {
        return corruptRate;
    }

    /**
     * Chance that a bit of a message between members is flipped: a checksum tells.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings corruptRate(final double value)
    {
        corruptRate = value;
        return this;
    }

    /**
     * Chance that a message is cut short, replaced by random bytes or made foreign: its decoder tells.
     *
     * @return the setting.
     */
    public double garbleRate()
    {
        return garbleRate;
    }

    /**
     * Chance that a message is cut short, replaced by random bytes or made foreign: its decoder tells.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings garbleRate(final double value)
    {
        garbleRate = value;
        return this;
    }

    /**
     * Chance that a send is refused as if the link were full, as an admin action does.
     *
     * @return the setting.
     */
    public double refuseRate()
    {
        return refuseRate;
    }

    /**
     * Chance that a send is refused as if the link were full, as an admin action does.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings refuseRate(final double value)
    {
        refuseRate = value;
        return this;
    }

    /**
     * Chance, for each send, that the link is clogged from then on.
     *
     * @return the setting.
     */
    public double clogRate()
    {
        return clogRate;
    }

    /**
     * Chance, for each send, that the link is clogged from then on.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings clogRate(final double value)
    {
        clogRate = value;
        return this;
    }

    /**
     * Mean of the exponential time that a clog lasts, in ns.
     *
     * @return the setting.
     */
    public long clogMeanNs()
    {
        return clogMeanNs;
    }

    /**
     * Mean of the exponential time that a clog lasts, in ns.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings clogMeanNs(final long value)
    {
        clogMeanNs = value;
        return this;
    }

    /**
     * Chance, for each send, that the link closes and takes with it what is under way.
     *
     * @return the setting.
     */
    public double closeRate()
    {
        return closeRate;
    }

    /**
     * Chance, for each send, that the link closes and takes with it what is under way.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings closeRate(final double value)
    {
        closeRate = value;
        return this;
    }

    /**
     * Mean of the exponential time that it stays closed, in ns.
     *
     * @return the setting.
     */
    public long closeMeanNs()
    {
        return closeMeanNs;
    }

    /**
     * Mean of the exponential time that it stays closed, in ns.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings closeMeanNs(final long value)
    {
        closeMeanNs = value;
        return this;
    }

    /**
     * Mean of the exponential time until a sender sees that its receiver is blocked off or gone, in ns; until then
     * sends succeed while there is room.
     *
     * @return the setting.
     */
    public long detectMeanNs()
    {
        return detectMeanNs;
    }

    /**
     * Mean of the exponential time until a sender sees that its receiver is blocked off or gone, in ns; until then
     * sends succeed while there is room.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings detectMeanNs(final long value)
    {
        detectMeanNs = value;
        return this;
    }

    /**
     * Chance that a message under way when its receiver ends reaches the next incarnation.
     *
     * @return the setting.
     */
    public double surviveRate()
    {
        return surviveRate;
    }

    /**
     * Chance that a message under way when its receiver ends reaches the next incarnation.
     *
     * @param value the setting.
     * @return this.
     */
    public LinkSettings surviveRate(final double value)
    {
        surviveRate = value;
        return this;
    }
}
