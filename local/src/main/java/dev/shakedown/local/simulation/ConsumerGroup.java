package dev.shakedown.local.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Who reads which partition of a queue's lanes. Kafka's own assignor decides. What changes hands is given up first, in
 * one rebalance, and taken over in the next, while everybody goes on with the rest.
 */
final class ConsumerGroup {

    private final Agenda agenda;
    private final double rebalanceSeconds;
    private final List<String> topics = new ArrayList<>();
    private final Map<String, Integer> partitionsPerTopic = new TreeMap<>();
    /** By name, as the assignor takes them. */
    private final Map<String, Member> members = new TreeMap<>();

    private final Map<String, Set<TopicPartition>> owned = new HashMap<>();
    private final Map<TopicPartition, Member> owners = new HashMap<>();
    private final Set<String> leavingPartitions = new HashSet<>();
    private int generation;
    private boolean planned;
    private long rebalances;

    /** Who reads. */
    interface Member {

        String name();

        /** Gives partitions up as soon as it can, then runs {@code done}. */
        void revoke(Set<TopicPartition> partitions, Runnable done);

        /** Has these partitions from now on. */
        void assign(Set<TopicPartition> partitions);
    }

    ConsumerGroup(Agenda agenda, int partitions, double rebalanceSeconds) {
        this.agenda = agenda;
        this.rebalanceSeconds = rebalanceSeconds;
        for (Lane lane : Lane.values()) {
            topics.add(lane.topic());
            partitionsPerTopic.put(lane.topic(), partitions);
        }
    }

    /** Somebody joins. */
    void join(Member member) {
        members.put(member.name(), member);
        owned.put(member.name(), new HashSet<>());
        plan();
    }

    /** Somebody joins who has these partitions already, so that nothing changes. */
    void joinWith(Member member, Set<TopicPartition> partitions) {
        members.put(member.name(), member);
        owned.put(member.name(), new HashSet<>(partitions));
        partitions.forEach(partition -> owners.put(partition, member));
        member.assign(partitions);
    }

    /** Somebody has left, or was found dead. */
    void leave(Member member) {
        members.remove(member.name());
        leavingPartitions.remove(member.name());
        Set<TopicPartition> free = owned.remove(member.name());
        if (free != null) {
            free.forEach(partition -> owners.remove(partition, member));
            plan();
        }
    }

    /** Who reads a partition; null if nobody does at the moment. */
    @Nullable
    Member owner(TopicPartition partition) {
        return owners.get(partition);
    }

    long rebalances() {
        return rebalances;
    }

    private void plan() {
        if (!planned && !members.isEmpty()) {
            planned = true;
            agenda.after(rebalanceSeconds, this::rebalance);
        }
    }

    private void rebalance() {
        planned = false;
        // A rebalance waits for those who still give up partitions.
        if (members.isEmpty() || !leavingPartitions.isEmpty()) {
            return;
        }
        generation++;
        rebalances++;
        Map<String, Subscription> subscriptions = new TreeMap<>();
        members.keySet().forEach(name -> subscriptions.put(name, subscription(name)));
        Map<String, List<TopicPartition>> assignment =
                new CooperativeStickyAssignor().assign(partitionsPerTopic, subscriptions);
        Map<Member, Set<TopicPartition>> revoked = new LinkedHashMap<>();
        Map<Member, Set<TopicPartition>> added = new LinkedHashMap<>();
        members.forEach((name, member) -> {
            Set<TopicPartition> before = ownedBy(name);
            Set<TopicPartition> after = new HashSet<>(assignment.getOrDefault(name, List.of()));
            Set<TopicPartition> gone = new HashSet<>(before);
            gone.removeAll(after);
            if (!gone.isEmpty()) {
                revoked.put(member, gone);
            }
            after.removeAll(before);
            if (!after.isEmpty()) {
                added.put(member, after);
            }
        });
        revoked.keySet().forEach(member -> leavingPartitions.add(member.name()));
        added.forEach(this::give);
        revoked.forEach(this::take);
    }

    private void give(Member member, Set<TopicPartition> partitions) {
        ownedBy(member.name()).addAll(partitions);
        partitions.forEach(partition -> owners.put(partition, member));
        member.assign(partitions);
    }

    private void take(Member member, Set<TopicPartition> partitions) {
        member.revoke(partitions, () -> {
            if (owned.containsKey(member.name())) {
                ownedBy(member.name()).removeAll(partitions);
                partitions.forEach(partition -> owners.remove(partition, member));
            }
            leavingPartitions.remove(member.name());
            plan();
        });
    }

    private Set<TopicPartition> ownedBy(String name) {
        Set<TopicPartition> partitions = owned.get(name);
        if (partitions == null) {
            throw new IllegalStateException(name + " is not in the group");
        }
        return partitions;
    }

    private Subscription subscription(String name) {
        @Nullable ByteBuffer none = null;
        return new Subscription(topics, none, List.copyOf(ownedBy(name)), generation, Optional.empty());
    }
}
