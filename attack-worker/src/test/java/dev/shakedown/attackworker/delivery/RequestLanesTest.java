package dev.shakedown.attackworker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RequestLanesTest {

    private final RequestLanes lanes = new RequestLanes(2, 64);

    @Test
    void takesUrgentJobsFirstThenThoseThatHaveBegun() {
        lanes.put(Deliveries.of("normal", Lane.NORMAL, 1));
        lanes.put(Deliveries.of("begun", Lane.RESUMED, 2));
        lanes.put(Deliveries.of("urgent", Lane.URGENT, 3));

        List<String> order = List.of(take(), take(), take());

        assertThat(order).containsExactly("urgent", "begun", "normal");
        assertThat(lanes.takeIf(any -> true)).isEmpty();
    }

    @Test
    void neverTakesAJobFromBehindAnother() {
        lanes.put(Deliveries.of("normal", Lane.NORMAL, 1));
        lanes.put(Deliveries.of("urgent", Lane.URGENT, 3));

        assertThat(lanes.takeIf(any -> any.request().jobId().equals("normal"))).isEmpty();
        assertThat(take()).isEqualTo("urgent");
    }

    @Test
    void eachLaneHasRoomOfItsOwn() {
        lanes.put(Deliveries.of("1", Lane.NORMAL, 1));
        lanes.put(Deliveries.of("2", Lane.NORMAL, 2));

        assertThat(lanes.hasRoom(Lane.NORMAL)).isFalse();
        assertThat(lanes.hasRoom(Lane.URGENT)).isTrue();
    }

    @Test
    void dropsWhatOthersHaveNow() {
        DeliveredRequest lost = Deliveries.of("lost", Lane.URGENT, 1);
        lanes.put(lost);
        lanes.put(Deliveries.of("kept", Lane.NORMAL, 1));

        lanes.drop(List.of(lost.place().partition()));

        assertThat(take()).isEqualTo("kept");
    }

    private String take() {
        return lanes.takeIf(any -> true).orElseThrow().request().jobId();
    }
}
