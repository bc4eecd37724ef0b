package dev.shakedown.service.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.service.routing.LocalCalls.LocalCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalCallTest {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "127.0.0.1:8081", "127.1.2.3", "[::1]:8080"})
    void aLoopbackHostIsTaken(String host) {
        assertThat(new LocalCall(host, null).refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost.evil.example:80",
                "10.0.0.1:8080",
                "[::2]:80",
                "",
                "127.0.0.1@evil.example"
            })
    void anotherHostIsRefusedAlsoIfItResolvesToThisMachine(String host) {
        assertThat(new LocalCall(host, null).refusal())
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("Host: " + host + ": must be localhost or 127.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8081", "http://localhost:8081", "http://[::1]:8081"})
    void aPageOfThisMachineMayCall(String origin) {
        assertThat(new LocalCall("127.0.0.1:8080", origin).refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://127.0.0.1.evil.example",
                "http://localhost@evil.example",
                "%%"
            })
    void aPageOfAnotherSiteIsRefused(String origin) {
        assertThat(new LocalCall("127.0.0.1:8080", origin).refusal())
                .hasValueSatisfying(reason ->
                        assertThat(reason).startsWith("Origin: " + origin + ": must be a page of this machine"));
    }

    @Test
    void aProgramThatSendsNeitherMayCall() {
        assertThat(new LocalCall(null, null).refusal()).isEmpty();
    }
}
