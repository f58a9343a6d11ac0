package io.balsa.bench.limits;

import io.balsa.bench.rig.RigDirectory;
import org.HdrHistogram.Histogram;

import java.io.IOException;

/** Takes the time of one thing that the machine does. */
interface Probe
{
    /** What it is. */
    String name();

    /** Times in ns; files and media drivers are in the directory. */
    Histogram measure(RigDirectory directory) throws IOException;
}
