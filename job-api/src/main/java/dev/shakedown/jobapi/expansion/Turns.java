package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.campaign.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose jobs are published next: urgent campaigns first; then those of the submitter who has had least; of these the
 * campaign that has had least. A new one starts level with the least of those present, so that a new campaign neither
 * waits for the older ones nor makes them wait. Thread-safe.
 */
final class Turns {

    private final Map<String, Account> submitters = new HashMap<>();
    private final Map<QueuedRound, Account> rounds = new HashMap<>();
    private final List<QueuedRound> waiting = new ArrayList<>();
    private final List<QueuedRound> parked = new ArrayList<>();

    /** What a submitter or a round has had, in jobs, and how many rounds that was for. */
    private static final class Account {
        private double had;
        private int rounds;
    }

    /** Takes a round on; it waits for its turn. */
    synchronized void join(QueuedRound round) {
        Account submitter = submitters.get(submitter(round));
        if (submitter == null) {
            submitter = new Account();
            submitter.had = least(new ArrayList<>(submitters.values()));
            submitters.put(submitter(round), submitter);
        }
        Account own = new Account();
        own.had = least(rounds.entrySet().stream()
                .filter(entry -> submitter(entry.getKey()).equals(submitter(round)))
                .map(Map.Entry::getValue)
                .toList());
        submitter.rounds++;
        rounds.put(round, own);
        ready(round);
    }

    /** A round that has had its turn waits for the next. */
    synchronized void ready(QueuedRound round) {
        waiting.add(round);
        notifyAll();
    }

    /** A round waits for {@link #unpark}: its next jobs have no room. */
    synchronized void park(QueuedRound round) {
        parked.add(round);
    }

    /** All parked rounds wait for a turn. */
    synchronized void unpark() {
        waiting.addAll(parked);
        parked.clear();
        notifyAll();
    }

    /** Takes the round whose turn it is, once there is one. */
    synchronized QueuedRound take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        QueuedRound next = waiting.stream().min(order()).orElseThrow();
        waiting.remove(next);
        return next;
    }

    /** Notes that jobs of a round were published. */
    synchronized void had(QueuedRound round, double jobs) {
        Account own = rounds.get(round);
        if (own != null) {
            own.had += jobs;
            Objects.requireNonNull(submitters.get(submitter(round))).had += jobs;
        }
    }

    /** Forgets a round. */
    synchronized void leave(QueuedRound round) {
        if (rounds.remove(round) == null) {
            return;
        }
        Account submitter = Objects.requireNonNull(submitters.get(submitter(round)));
        if (--submitter.rounds == 0) {
            submitters.remove(submitter(round));
        }
    }

    private Comparator<QueuedRound> order() {
        return Comparator.comparing(
                        (QueuedRound round) -> round.submission().campaign().priority() != Priority.URGENT)
                .thenComparing(round -> had(submitters.get(submitter(round))))
                .thenComparing(round -> had(rounds.get(round)))
                .thenComparing(round -> round.submission().submitted());
    }

    private static double had(@Nullable Account account) {
        return account == null ? 0 : account.had;
    }

    private static double least(List<Account> accounts) {
        return accounts.stream().mapToDouble(account -> account.had).min().orElse(0);
    }

    private static String submitter(QueuedRound round) {
        return Objects.requireNonNullElse(round.submission().submitter(), "");
    }
}
