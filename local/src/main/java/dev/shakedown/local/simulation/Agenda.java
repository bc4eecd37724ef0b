package dev.shakedown.local.simulation;

import java.util.PriorityQueue;

/** What will happen, in the order of time; what is due at the same time, in the order in which it was planned. */
final class Agenda {

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private double now;
    private long planned;

    /** Something that will happen unless it is called off. */
    static final class Entry implements Comparable<Entry> {
        private final double time;
        private final long order;
        private final Runnable action;
        private boolean off;

        private Entry(double time, long order, Runnable action) {
            this.time = time;
            this.order = order;
            this.action = action;
        }

        void callOff() {
            off = true;
        }

        @Override
        public int compareTo(Entry other) {
            int byTime = Double.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    double now() {
        return now;
    }

    /** Plans something for some seconds from now. */
    Entry after(double seconds, Runnable action) {
        Entry entry = new Entry(now + seconds, planned++, action);
        entries.add(entry);
        return entry;
    }

    /** Lets the next thing happen unless it lies beyond a time; tells whether there was one. */
    boolean next(double until) {
        Entry entry = entries.peek();
        while (entry != null && entry.off) {
            entries.remove();
            entry = entries.peek();
        }
        if (entry == null || entry.time > until) {
            return false;
        }
        entries.remove();
        now = entry.time;
        entry.action.run();
        return true;
    }
}
