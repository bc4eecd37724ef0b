package dev.shakedown.local.simulation;

import dev.shakedown.local.simulation.RequestLog.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A worker: one thread that computes, in a batch of jobs of one kind. It takes requests partition after partition, what
 * was given back first; fills its batch as far as that makes it faster; and lets jobs leave between two steps.
 */
final class SimulatedWorker implements ConsumerGroup.Member {

    private final String name;
    private final Pool pool;
    private final Shop shop;
    private final Host host;
    private final PartitionReader reader;
    private final Map<Kind, PassChoice> choices = new HashMap<>();
    private final Set<Kind> loaded = new HashSet<>();
    private final List<Running> batch = new ArrayList<>();
    private final List<Request> isolated = new ArrayList<>();
    private final Map<Request, Integer> publishing = new HashMap<>();
    private final List<Revocation> revocations = new ArrayList<>();
    private Host.@Nullable Work work;
    private @Nullable Stepping stepping;
    private @Nullable Runnable afterDrain;
    private boolean alone;
    private boolean draining;
    private boolean gone;
    private double busySeconds;

    /** What all workers of a simulation share. */
    record Shop(Agenda agenda, Delivery delivery, Ledger ledger, ConsumerGroup group, Map<Lane, RequestLog> lanes) {

        RequestLog log(Lane lane) {
            RequestLog log = lanes.get(lane);
            if (log == null) {
                throw new IllegalStateException("no lane " + lane);
            }
            return log;
        }
    }

    /** A job in a slot. */
    private static final class Running {
        private final Request request;
        private final double legEnds;
        private int steps;

        private Running(Request request, double legEnds) {
            this.request = request;
            this.legEnds = legEnds;
            this.steps = request.job().stepsSaved();
        }

        private int stepsLeft() {
            return request.job().group().steps() - steps;
        }
    }

    /** Steps under way: how many, and how long each takes. */
    private record Stepping(PassChoice choice, int images, int steps, double secondsEach) {}

    private record Revocation(Set<TopicPartition> partitions, Runnable done) {}

    SimulatedWorker(String name, Pool pool, Shop shop, Host host) {
        this.name = name;
        this.pool = pool;
        this.shop = shop;
        this.host = host;
        this.reader = new PartitionReader(shop.lanes());
    }

    @Override
    public String name() {
        return name;
    }

    double busySeconds() {
        return busySeconds;
    }

    @Override
    public void assign(Set<TopicPartition> partitions) {
        reader.add(partitions);
        wake();
    }

    @Override
    public void revoke(Set<TopicPartition> partitions, Runnable done) {
        reader.remove(partitions);
        if (gone) {
            shop.agenda().after(0, done);
            return;
        }
        revocations.add(new Revocation(partitions, done));
        interrupt();
    }

    /** Something may be there to be done. */
    void wake() {
        if (gone) {
            return;
        }
        if (work == null) {
            next();
        } else if (stepping != null && joining() != null) {
            endStepSoon();
        }
    }

    /** Gives its jobs back and leaves; {@code then} runs when it is gone. */
    void drain(Runnable then) {
        if (gone || draining) {
            return;
        }
        draining = true;
        afterDrain = then;
        shop.agenda().after(shop.delivery().drainTimeout(), () -> {
            if (!gone) {
                kill(true);
                then.run();
            }
        });
        interrupt();
    }

    /** Ends at once, {@code leaving} its group in order or without a word. */
    void kill(boolean leaving) {
        if (gone) {
            return;
        }
        gone = true;
        int partly = stepsUnderWay();
        if (work != null) {
            busySeconds += shop.agenda().now() - work.begun();
            work.callOff();
        }
        boolean lost = !batch.isEmpty() || !publishing.isEmpty();
        for (Running running : batch) {
            shop.ledger().made(partly);
            lose(running.request, running.steps + partly);
        }
        publishing.forEach(this::lose);
        if (lost) {
            shop.ledger().killed();
        }
        isolated.forEach(Request::comesAgain);
        List<Revocation> waiting = List.copyOf(revocations);
        revocations.clear();
        shop.agenda().after(leaving ? 0 : shop.delivery().sessionTimeout(), () -> {
            waiting.forEach(revocation -> revocation.done().run());
            shop.group().leave(this);
        });
    }

    private void lose(Request request, int steps) {
        Job job = request.job();
        shop.ledger().lost(steps - job.stepsSaved());
        job.fail();
        request.comesAgain();
    }

    private int stepsUnderWay() {
        if (stepping == null || work == null) {
            return 0;
        }
        return (int) Math.min(stepping.steps(), Math.floor(work.done() / stepping.secondsEach() + 1e-9));
    }

    private void interrupt() {
        if (work == null) {
            next();
        } else if (stepping != null) {
            endStepSoon();
        }
    }

    /** The step under way is the last for now. */
    private void endStepSoon() {
        if (stepping == null || work == null) {
            return;
        }
        int steps = (int) Math.max(1, Math.ceil(work.done() / stepping.secondsEach() - 1e-9));
        if (steps < stepping.steps()) {
            stepping = new Stepping(stepping.choice(), stepping.images(), steps, stepping.secondsEach());
            work.endAt(steps * stepping.secondsEach());
        }
    }

    private void occupy(double seconds, Runnable then) {
        work = host.compute(seconds, () -> {
            Host.Work done = work;
            if (done != null) {
                busySeconds += shop.agenda().now() - done.begun();
            }
            work = null;
            then.run();
        });
    }

    /** Decides what to do next; nothing is under way. */
    private void next() {
        if (gone) {
            return;
        }
        if (draining) {
            release(List.copyOf(batch), this::leaveWhenPublished);
            return;
        }
        if (!revocations.isEmpty()) {
            settleRevocations();
            return;
        }
        List<Running> over = batch.stream()
                .filter(running -> running.legEnds <= shop.agenda().now())
                .toList();
        if (!over.isEmpty()) {
            over.forEach(running -> shop.ledger().legEnded());
            release(over, this::next);
        } else if (batch.isEmpty()) {
            beginBatch();
        } else {
            Request joining = joining();
            if (joining != null) {
                take(joining);
            } else {
                step();
            }
        }
    }

    private void beginBatch() {
        boolean isolatedOne = !isolated.isEmpty();
        Request request = isolatedOne ? isolated.remove(0) : reader.first();
        if (request != null) {
            alone = isolatedOne || request.job().failures() > 0;
            begin(request);
        }
    }

    /** The next request, if it may join the batch now. */
    private @Nullable Request joining() {
        if (batch.isEmpty() || alone || !isolated.isEmpty() || draining || !revocations.isEmpty()) {
            return null;
        }
        Kind kind = kind();
        if (images() >= choice(kind).wanted()) {
            return null;
        }
        Request request = reader.first();
        return request != null && request.job().group().kind().equals(kind) ? request : null;
    }

    private void take(Request request) {
        if (request.job().failures() > 0) {
            request.taken();
            isolated.add(request);
            next();
        } else {
            begin(request);
        }
    }

    private void begin(Request request) {
        Job job = request.job();
        request.taken();
        if (job.failures() >= shop.delivery().attempts()) {
            shop.ledger().gaveUp();
            publish(request);
            next();
            return;
        }
        Overheads overheads = pool.overheads();
        double load = loaded.add(job.group().kind()) ? overheads.load() : 0;
        Running running =
                new Running(request, shop.agenda().now() + shop.delivery().leg());
        batch.add(running);
        occupy(load + overheads.prepare() + overheads.begin(), this::next);
    }

    private void step() {
        PassChoice choice = choice(kind());
        int images = images();
        double each = choice.stepSeconds(images);
        double left = Double.POSITIVE_INFINITY;
        int steps = choice.stepsUntilNews(images);
        for (Running running : batch) {
            steps = Math.min(steps, running.stepsLeft());
            left = Math.min(left, running.legEnds - shop.agenda().now());
        }
        steps = (int) Math.max(1, Math.min(steps, Math.ceil(left / each - 1e-9)));
        stepping = new Stepping(choice, images, steps, each);
        occupy(steps * each, this::stepped);
    }

    private void stepped() {
        Stepping made = stepping;
        stepping = null;
        if (made == null) {
            throw new IllegalStateException("no step was under way");
        }
        made.choice().took(made.images(), made.steps());
        for (Running running : batch) {
            running.steps += made.steps();
            shop.ledger().made(made.steps());
        }
        evaluate();
    }

    private void evaluate() {
        for (Running running : batch) {
            if (running.stepsLeft() <= 0) {
                occupy(pool.overheads().evaluate(), () -> {
                    batch.remove(running);
                    publish(running.request);
                    evaluate();
                });
                return;
            }
        }
        next();
    }

    private void publish(Request request) {
        publishing.put(request, request.job().group().steps());
        shop.agenda().after(pool.overheads().publish(), () -> {
            if (publishing.remove(request) == null || gone) {
                return;
            }
            request.done();
            double stored = shop.agenda().now() + pool.overheads().store();
            shop.agenda().after(pool.overheads().store(), () -> shop.ledger().stored(stored));
            if (draining && work == null) {
                leaveWhenPublished();
            }
        });
    }

    /** Publishes jobs again with their state. */
    private void release(List<Running> leaving, Runnable then) {
        if (leaving.isEmpty()) {
            then.run();
            return;
        }
        occupy(pool.overheads().release(), () -> {
            for (Running running : leaving) {
                batch.remove(running);
                Job job = running.request.job();
                job.save(running.steps);
                running.request.done();
                shop.log(Lane.RESUMED).append(job);
                wakeOwner(Lane.RESUMED, job.partition());
            }
            then.run();
        });
    }

    private void wakeOwner(Lane lane, int partition) {
        ConsumerGroup.Member owner = shop.group().owner(new TopicPartition(lane.topic(), partition));
        if (owner instanceof SimulatedWorker other && other != this) {
            shop.agenda().after(0, other::wake);
        }
    }

    private void settleRevocations() {
        List<Revocation> settled = List.copyOf(revocations);
        List<Running> leaving = batch.stream()
                .filter(running -> settled.stream()
                        .anyMatch(revocation -> revocation
                                .partitions()
                                .contains(new TopicPartition(
                                        running.request.lane().topic(),
                                        running.request.job().partition()))))
                .toList();
        for (Request request : List.copyOf(isolated)) {
            TopicPartition place =
                    new TopicPartition(request.lane().topic(), request.job().partition());
            if (settled.stream().anyMatch(revocation -> revocation.partitions().contains(place))) {
                isolated.remove(request);
                request.comesAgain();
            }
        }
        release(leaving, () -> {
            revocations.removeAll(settled);
            settled.forEach(revocation -> revocation.done().run());
            next();
        });
    }

    private void leaveWhenPublished() {
        if (gone || !publishing.isEmpty()) {
            return;
        }
        gone = true;
        isolated.forEach(Request::comesAgain);
        revocations.forEach(revocation -> revocation.done().run());
        revocations.clear();
        shop.group().leave(this);
        if (afterDrain != null) {
            afterDrain.run();
        }
    }

    private Kind kind() {
        return batch.get(0).request.job().group().kind();
    }

    private int images() {
        return batch.stream()
                .mapToInt(running -> running.request.job().group().images())
                .sum();
    }

    private PassChoice choice(Kind kind) {
        return choices.computeIfAbsent(kind, pool::choice);
    }
}
