package dev.shakedown.service.clock;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Ends the service at once when the machine's clock was set back by more than {@value #TOLERATED_SECONDS} seconds, so
 * that it is started again. Kafka's clients measure their timeouts by that clock and take the later of two times: for
 * as long as it was set back, they send no heartbeat, retry nothing, and return from no poll without records. Nothing
 * is lost, as after {@code kill -9}.
 */
@ApplicationScoped
public class ClockWatch {

    static final long TOLERATED_SECONDS = 10;

    private static final Logger LOG = Logger.getLogger(ClockWatch.class);
    private static final int STATUS = 4;

    void start(@Observes StartupEvent event) {
        begin();
    }

    /** Begins to watch; for services that do not take this module's beans. */
    public static void begin() {
        Thread thread = new Thread(ClockWatch::watch, "clock-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static void watch() {
        try {
            long before = lead();
            while (true) {
                TimeUnit.SECONDS.sleep(1);
                long now = lead();
                if (isSetBack(before, now)) {
                    LOG.fatalf("The clock was set back by %d s: the service ends, to be started again", before - now);
                    Runtime.getRuntime().halt(STATUS);
                }
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether between two looks the clock was set back by too much; both are seconds that it leads by. */
    static boolean isSetBack(long before, long now) {
        return before - now > TOLERATED_SECONDS;
    }

    /** How many seconds the clock is ahead of the monotonic one, whose origin is arbitrary. */
    private static long lead() {
        return TimeUnit.MILLISECONDS.toSeconds(
                System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }
}
