package dev.shakedown.attackworker.attack;

import java.util.SplittableRandom;

/** Streams of random numbers that follow from an attack's seed alone, whatever batch or worker it runs in. */
final class DerivedSeeds {

    private static final long RESTARTS = 0x6a09e667f3bcc909L;
    private static final long NOISE = 0xbb67ae8584caa73bL;

    private DerivedSeeds() {}

    /** For the start of one of an attack's searches, from 0; the first has the attack's own seed. */
    static SplittableRandom ofRestart(long seed, int restart) {
        return new SplittableRandom(restart == 0 ? seed : mixed(seed ^ RESTARTS, restart));
    }

    /**
     * For the noise of one draw in one step. The same for all restarts, so that they are compared on equal terms.
     *
     * @param row which of the attack's draws in the step, from 0
     */
    static SplittableRandom ofNoise(long seed, int step, int row) {
        return new SplittableRandom(mixed(mixed(seed ^ NOISE, step), row));
    }

    /** SplittableRandom itself steps by a constant, so seeds a multiple of it apart would give one stream, shifted. */
    private static long mixed(long seed, int index) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ index).nextLong();
    }
}
