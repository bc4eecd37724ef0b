package dev.shakedown.worker;

import dev.shakedown.attack.Attack;
import dev.shakedown.image.PlanarImage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job that is ready to run.
 *
 * @param pending the request behind it
 * @param attack what to run
 * @param sharp x, of the blurred image's size, where it is known
 * @param started when its preparation began
 */
record PreparedJob(
        PendingRequest pending, Attack attack, @Nullable PlanarImage sharp, Instant started) {}
