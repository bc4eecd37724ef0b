package dev.shakedown.local.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/** Which partitions each worker of a group has. */
final class RequestShares {

    private static final String GROUP = "shakedown-attack-worker";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int LOOK_AGAIN_MILLIS = 500;
    /** So often in a row must they be the same: a cooperative rebalance has two parts. */
    private static final int LOOKS = 10;

    private RequestShares() {}

    /** Waits until so many workers have shared out all partitions, and nothing changes any more. */
    static List<Set<TopicPartition>> await(String bootstrapServers, int workers, int partitions)
            throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        List<Set<TopicPartition>> before = List.of();
        int same = 0;
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            while (same < LOOKS) {
                if (Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException("the workers have not shared out the partitions in " + PATIENCE);
                }
                Thread.sleep(LOOK_AGAIN_MILLIS);
                List<Set<TopicPartition>> now = shares(admin);
                boolean all = now.size() == workers
                        && now.stream().mapToInt(Set::size).sum() == partitions;
                same = all && now.equals(before) ? same + 1 : 0;
                before = now;
            }
        }
        return before;
    }

    private static List<Set<TopicPartition>> shares(Admin admin) throws InterruptedException {
        try {
            ConsumerGroupDescription group =
                    admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP);
            if (group == null || group.groupState() != GroupState.STABLE) {
                return List.of();
            }
            return group.members().stream()
                    .map(MemberDescription::assignment)
                    .<Set<TopicPartition>>map(assignment -> new HashSet<>(assignment.topicPartitions()))
                    .toList();
        } catch (ExecutionException e) {
            return List.of();
        }
    }
}
