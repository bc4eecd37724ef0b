package dev.shakedown.resultstore.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.resultstore.job.JobRepository.JobRow;
import jakarta.inject.Singleton;

/** Reads the contract's messages back from what is stored of them. They were checked when they arrived. */
@Singleton
public class StoredMessages {

    private final ObjectMapper json;

    StoredMessages(ObjectMapper json) {
        this.json = json;
    }

    JobRecord job(JobRow stored) {
        AttackRequest request = read(stored.request(), AttackRequest.class);
        return stored.result() == null
                ? new JobRecord(request, null)
                : new JobRecord(request, read(stored.result(), AttackResult.class));
    }

    public SubmittedCampaign campaign(String document) {
        return read(document, SubmittedCampaign.class);
    }

    DeadLetter deadLetter(String message) {
        return read(message, DeadLetter.class);
    }

    private <T> T read(String stored, Class<T> type) {
        try {
            return json.readValue(stored, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored as a " + type.getSimpleName() + " but not readable as one", e);
        }
    }
}
