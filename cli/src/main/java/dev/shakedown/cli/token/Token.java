package dev.shakedown.cli.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a bearer token says (RFC 7519).
 *
 * @param issuer claim {@code iss}
 * @param audience which services it is for, claim {@code aud}
 * @param subject who it is, claim {@code sub}
 * @param role what they may do, the only one of claim {@code groups}
 * @param issued claim {@code iat}
 * @param validFor claim {@code exp}, from {@code issued}
 */
public record Token(String issuer, String audience, String subject, String role, Instant issued, Duration validFor) {

    private static final Map<String, String> HEADER = Map.of("alg", "RS256", "typ", "JWT");

    /** The token itself: three parts in base64url, joined by dots. */
    public String signedWith(IssuerKey key) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("aud", audience);
        claims.put("sub", subject);
        claims.put("groups", List.of(role));
        claims.put("iat", issued.getEpochSecond());
        claims.put("exp", issued.plus(validFor).getEpochSecond());
        String content = part(HEADER) + "." + part(claims);
        return content + "." + encoded(key.sign(content.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String part(Map<String, ?> fields) {
        try {
            return encoded(new ObjectMapper().writeValueAsBytes(fields));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
