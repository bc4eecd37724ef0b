package dev.shakedown.jobapi.store;

import dev.shakedown.contract.http.CampaignSummary;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the result-store knows of single campaigns, for many callers at once. While a request is under way, callers that
 * come are put together; the next request asks for all of their campaigns. So an answer is never older than its call.
 * Blocks; thread-safe.
 */
final class SharedSummaries {

    /** A request that hangs holds up the next one no longer than this. */
    private static final int LONGEST_TURN_SECONDS = 1;

    private final Function<Collection<String>, StoreAnswer<Map<String, CampaignSummary>>> request;
    private final int most;
    private final Semaphore turn = new Semaphore(1, true);
    private @Nullable Question next;

    /** A request that has not been made yet. The caller who was first makes it. */
    private static final class Question {
        private final Set<String> ids = new LinkedHashSet<>();
        private final CompletableFuture<StoreAnswer<Map<String, CampaignSummary>>> answer = new CompletableFuture<>();
    }

    /**
     * Prepares.
     *
     * @param request asks the result-store about several campaigns
     * @param most campaigns in one request
     */
    SharedSummaries(Function<Collection<String>, StoreAnswer<Map<String, CampaignSummary>>> request, int most) {
        this.request = request;
        this.most = most;
    }

    /** What the result-store knows of a campaign at a moment after this call. */
    StoreAnswer<CampaignSummary> of(String id) {
        Question question;
        boolean first;
        synchronized (this) {
            first = next == null || next.ids.size() >= most;
            question = first || next == null ? new Question() : next;
            question.ids.add(id);
            next = question;
        }
        if (first) {
            ask(question);
        }
        StoreAnswer<Map<String, CampaignSummary>> answer = question.answer.join();
        if (!(answer instanceof StoreAnswer.Found<Map<String, CampaignSummary>> found)) {
            return new StoreAnswer.Unavailable<>(answer.reason());
        }
        CampaignSummary summary = found.value().get(id);
        return summary == null ? new StoreAnswer.Absent<>() : new StoreAnswer.Found<>(summary);
    }

    private void ask(Question question) {
        boolean mine = false;
        try {
            mine = turn.tryAcquire(LONGEST_TURN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            question.answer.complete(request.apply(closed(question)));
        } catch (RuntimeException | Error e) {
            question.answer.completeExceptionally(e);
            throw e;
        } finally {
            if (mine) {
                turn.release();
            }
        }
    }

    /** From now on callers belong to another request. */
    private synchronized Set<String> closed(Question question) {
        if (question.equals(next)) {
            next = null;
        }
        return question.ids;
    }
}
