package dev.shakedown.local.simulation;

import java.util.LinkedHashSet;
import java.util.Set;

/** Where a pool's workers compute: at full speed each, or slower the more of them do. */
final class Host {

    private final Agenda agenda;
    private final Slowdown slowdown;
    private final Set<Work> running = new LinkedHashSet<>();

    Host(Agenda agenda, Slowdown slowdown) {
        this.agenda = agenda;
        this.slowdown = slowdown;
    }

    /** Something that a worker computes, which takes so long if it is alone. */
    final class Work {
        private final Runnable then;
        private final double begun = agenda.now();
        private double doneSeconds;
        private double leftSeconds;
        private double since = agenda.now();
        private double factor;
        private Agenda.Entry end;

        private Work(double seconds, Runnable then) {
            this.then = then;
            this.leftSeconds = seconds;
            this.factor = slowdown.factor(running.size() + 1);
            this.end = agenda.after(seconds * factor, this::finish);
        }

        /** When it began. */
        double begun() {
            return begun;
        }

        /** How much of it is done, in the seconds that it takes alone. */
        double done() {
            settle();
            return doneSeconds;
        }

        /** Has it end earlier, or later, when so much is done in all. */
        void endAt(double seconds) {
            settle();
            leftSeconds = Math.max(0, seconds - doneSeconds);
            plan();
        }

        /** It ends now, and nothing follows. */
        void callOff() {
            end.callOff();
            remove(this);
        }

        private void finish() {
            remove(this);
            then.run();
        }

        private void settle() {
            double done = Math.min(leftSeconds, (agenda.now() - since) / factor);
            doneSeconds += done;
            leftSeconds -= done;
            since = agenda.now();
        }

        private void retime(double other) {
            if (other != factor) {
                settle();
                factor = other;
                plan();
            }
        }

        private void plan() {
            end.callOff();
            end = agenda.after(leftSeconds * factor, this::finish);
        }
    }

    /** Begins to compute something; {@code then} runs at its end. */
    Work compute(double seconds, Runnable then) {
        Work work = new Work(seconds, then);
        running.add(work);
        retimeAll();
        return work;
    }

    private void remove(Work work) {
        running.remove(work);
        retimeAll();
    }

    private void retimeAll() {
        if (!slowdown.isNone()) {
            double factor = slowdown.factor(running.size());
            running.forEach(work -> work.retime(factor));
        }
    }
}
