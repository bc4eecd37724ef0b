package dev.shakedown.jobapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.jobapi.PagesCalls.PagesOrigin;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagesOriginTest {

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8081, http://127.0.0.1:8081, true",
        "http://127.0.0.1:8081, http://localhost:8081, true",
        "http://127.0.0.1:8081, http://127.0.0.1:8080, false",
        "http://127.0.0.1:8081, https://127.0.0.1:8081, false",
        "https://pages.example.org/results/, https://pages.example.org, true",
        "https://pages.example.org, https://pages.example.org:443, true",
        "https://pages.example.org, https://pages.example.org.evil.example, false",
        "https://pages.example.org, http://localhost, false",
        "https://pages.example.org, null, false",
        "https://pages.example.org, %, false",
    })
    void onlyThePagesThemselvesAreOfTheirOrigin(String pages, String origin, boolean expected) {
        assertThat(new PagesOrigin(URI.create(pages)).isOf(origin)).isEqualTo(expected);
    }
}
