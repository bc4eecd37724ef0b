package dev.shakedown.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.service.access.StartGuard.StartCondition;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartConditionTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"})
    void withoutSecurityAServiceStartsWhereOnlyThisMachineReachesIt(String host) {
        assertThat(disabled(host).refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7", "no-such-host.invalid"})
    void withoutSecurityItRefusesToStartAnywhereElse(String host) {
        assertThat(disabled(host).refusal())
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("shakedown.security.enabled: false: must be true")
                        .contains("quarkus.http.host", "it is " + host));
    }

    @Test
    void withSecurityItNeedsAKeyAndAnIssuer() {
        assertThat(enabled(null, null, "issuer").refusal())
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("mp.jwt.verify.publickey.location: missing: must be"));
        assertThat(enabled("/etc/key.pem", null, null).refusal())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("mp.jwt.verify.issuer: missing: must be"));
        assertThat(enabled("/etc/key.pem", null, "issuer").refusal()).isEmpty();
        assertThat(enabled(null, "MIIB", "issuer").refusal()).isEmpty();
    }

    private static StartCondition disabled(String host) {
        return new StartCondition(false, host, Optional.of("/etc/key.pem"), Optional.empty(), Optional.of("issuer"));
    }

    private static StartCondition enabled(String location, String key, String issuer) {
        return new StartCondition(
                true, "0.0.0.0", Optional.ofNullable(location), Optional.ofNullable(key), Optional.ofNullable(issuer));
    }
}
