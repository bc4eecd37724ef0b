package dev.shakedown.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Waits until something answers. */
final class Readiness {

    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private Readiness() {}

    /** Whether a service says that it is ready. */
    static boolean isReady(int port) throws InterruptedException {
        return answer(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                .isPresent();
    }

    /** Whether job-api lists a network. */
    static boolean hasNetworks(URI api) throws InterruptedException {
        // A list without elements is "[]".
        return answer(api.resolve("/api/v1/networks"))
                .filter(list -> list.strip().length() > 2)
                .isPresent();
    }

    private static Optional<String> answer(URI address) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    interface Question {
        boolean ask() throws InterruptedException;
    }

    /**
     * Asks until the answer is yes.
     *
     * @param precondition throws to end the wait
     * @return whether the answer was yes within two minutes
     */
    static boolean await(Question question, Runnable precondition) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            precondition.run();
            if (question.ask()) {
                return true;
            }
            Thread.sleep(BETWEEN_QUESTIONS.toMillis());
        }
        return false;
    }
}
