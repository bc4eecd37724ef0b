package dev.shakedown.jobapi.expansion;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.jobapi.campaign.ServedTestNetworks;
import dev.shakedown.jobapi.expansion.CampaignExpansion.ExpandedJob;
import dev.shakedown.jobapi.topic.BenchmarkPublisher;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome;
import dev.shakedown.stack.embedded.EmbeddedBroker;
import dev.shakedown.stack.embedded.ShakedownTopics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures how fast a campaign of a million jobs is expanded: into bytes alone, and onto a broker, which runs in a
 * process of its own on this machine. docs/performance.md has its figures.
 */
public final class ExpansionBenchmark {

    private static final int STRETCH = 10_000;

    private ExpansionBenchmark() {}

    /** Argument: how many thousand jobs. */
    public static void main(String[] arguments) throws IOException {
        int thousands = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        SubmittedCampaign campaign = campaign(thousands);
        ObjectMapper json = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
        System.out.printf(
                "%d jobs, heap limit %d MB%n",
                campaign.jobs(), Runtime.getRuntime().maxMemory() >> 20);
        expandAlone(campaign, json);
        expandAlone(campaign, json);
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(new EmbeddedBroker.Options(Files.createTempDirectory("bench-broker")))) {
            ShakedownTopics.create(broker.bootstrapServers(), 64);
            publish(campaign, json, broker.bootstrapServers());
        }
    }

    private static void expandAlone(SubmittedCampaign campaign, ObjectMapper json) {
        RequestWriter writer = new RequestWriter(json);
        long bytes = 0;
        long begin = System.nanoTime();
        for (Iterator<ExpandedJob> jobs = new CampaignExpansion(campaign, 32).from(0); jobs.hasNext(); ) {
            bytes += writer.bytes(jobs.next().request()).length;
        }
        report("expanded", campaign.jobs(), begin, bytes);
    }

    private static void publish(SubmittedCampaign campaign, ObjectMapper json, String brokers) {
        TopicPublisher publisher = BenchmarkPublisher.to(brokers);
        long begin = System.nanoTime();
        RequestWriter writer = new RequestWriter(json);
        long bytes = 0;
        Iterator<ExpandedJob> jobs = new CampaignExpansion(campaign, 32).from(0);
        while (jobs.hasNext()) {
            TopicPublisher.Batch batch = publisher.batch();
            for (int i = 0; i < STRETCH && jobs.hasNext(); i++) {
                ExpandedJob job = jobs.next();
                AttackRequest request = job.request();
                byte[] value = writer.bytes(request);
                bytes += value.length;
                batch.send(Topics.REQUESTS, job.affinity(), value, List.of());
            }
            PublishOutcome outcome = batch.acknowledgement();
            if (!(outcome instanceof PublishOutcome.Published)) {
                throw new IllegalStateException(outcome.toString());
            }
        }
        report("expanded and published", campaign.jobs(), begin, bytes);
    }

    private static void report(String what, long jobs, long begin, long bytes) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f s, %.0f jobs/s, %d bytes a job, peak heap %d MB%n",
                what,
                seconds,
                jobs / seconds,
                bytes / jobs,
                peak >> 20);
    }

    /** 10 blurs, 5 budgets, 2 networks, 10 numbers of steps: a thousand jobs for each photograph. */
    private static SubmittedCampaign campaign(int photographs) {
        String document = """
                name: benchmark
                images:
                %s
                blurs:
                %s
                networks: [mprnet, wiener]
                attacks:
                %s
                budgets: [1, 2, 4, 8, 16]
                """.formatted(
                        lines(photographs, "  - {name: i%1$d, sha256: \"%1$064x\"}"),
                        lines(10, "  - {kernel: {type: camera-shake, size: 17, seed: %d}}"),
                        lines(10, "  - {type: untargeted, steps: 25%d}"));
        return ServedTestNetworks.submitted(ServedTestNetworks.readMany(document, photographs));
    }

    private static String lines(int count, String format) {
        return IntStream.range(0, count).mapToObj(i -> format.formatted(i)).collect(Collectors.joining("\n"));
    }
}
