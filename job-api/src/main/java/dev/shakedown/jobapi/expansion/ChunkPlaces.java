package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.jobapi.expansion.CampaignExpansion.ExpandedJob;
import dev.shakedown.jobapi.expansion.LaneRooms.Place;
import java.util.List;

/** Takes room for jobs that can share a batch, all at once, so that one worker gets them. For one thread. */
final class ChunkPlaces {

    private final LaneRooms lanes;
    private final int chunkSize;
    private RequestQueue queue = RequestQueue.DEFAULT;
    private String affinity = "";
    private Place place = new Place.None();
    private int left;

    ChunkPlaces(LaneRooms lanes, int chunkSize) {
        this.lanes = lanes;
        this.chunkSize = chunkSize;
    }

    /**
     * Where the first of these jobs goes.
     *
     * @param jobs that job and those that follow it
     */
    Place next(RequestQueue to, List<ExpandedJob> jobs) {
        String wanted = jobs.get(0).affinity();
        if (left == 0 || !to.equals(queue) || !wanted.equals(affinity)) {
            queue = to;
            affinity = wanted;
            left = together(jobs);
            place = lanes.take(queue, left);
        }
        left = place instanceof Place.None ? 0 : left - 1;
        return place;
    }

    private int together(List<ExpandedJob> jobs) {
        int most = Math.min(chunkSize, jobs.size());
        int together = 1;
        while (together < most
                && jobs.get(together).affinity().equals(jobs.get(0).affinity())) {
            together++;
        }
        return together;
    }
}
