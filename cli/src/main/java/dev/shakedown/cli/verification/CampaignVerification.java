package dev.shakedown.cli.verification;

import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.http.JobRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Has jobs recomputed one after the other; the next ones are fetched while one is being recomputed. */
public final class CampaignVerification {

    private static final int AHEAD = 3;

    private final EvidenceFolder evidence;
    private final Verifier verifier;
    private final Listener listener;
    private final Deque<Pending> pending = new ArrayDeque<>();

    /** Hears of every job. */
    public interface Listener {

        /** A job was recomputed; its folder is not needed any more. */
        void verified(JobRecord record, Verdict verdict, Path folder) throws IOException;
    }

    private record Pending(JobRecord record, Path folder) {}

    /** Nothing happens yet. */
    public CampaignVerification(EvidenceFolder evidence, Verifier verifier, Listener listener) {
        this.evidence = evidence;
        this.verifier = verifier;
        this.listener = listener;
    }

    /** Recomputes all of them; returns when the last has been heard of. */
    public void run(Iterator<JobRecord> jobs) throws IOException, InterruptedException {
        while (jobs.hasNext() || !pending.isEmpty()) {
            if (jobs.hasNext() && pending.size() < AHEAD) {
                JobRecord record = jobs.next();
                Pending job = new Pending(record, evidence.fetch(record));
                verifier.say(job.folder().toString());
                pending.add(job);
            } else {
                Pending job = pending.remove();
                Verdict verdict = WireFormat.json().readValue(verifier.hear(), Verdict.class);
                listener.verified(job.record(), verdict, job.folder());
            }
        }
    }
}
