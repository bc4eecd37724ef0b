package dev.shakedown.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An RSA key that signs tokens (JWS algorithm RS256, RFC 7518 section 3.3). Kept as PEM, PKCS#8, not encrypted. */
final class IssuerKey {

    private static final int BITS = 3072;
    private static final String PRIVATE = "PRIVATE KEY";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final PrivateKey key;

    private IssuerKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Makes a key pair.
     *
     * @param privateFile where the private key goes, which only its owner may read
     * @param publicFile where the public key goes, which the services need
     * @throws FileAlreadyExistsException if one of the files is there
     */
    static void make(Path privateFile, Path publicFile) throws IOException {
        KeyPair pair = pair();
        write(privateFile, PRIVATE, pair.getPrivate().getEncoded());
        write(publicFile, "PUBLIC KEY", pair.getPublic().getEncoded());
    }

    /**
     * Reads a private key.
     *
     * @throws IllegalArgumentException if the file holds none
     */
    static IssuerKey read(Path privateFile) throws IOException {
        String text = Files.readString(privateFile, StandardCharsets.UTF_8);
        String begin = "-----BEGIN " + PRIVATE + "-----";
        String end = "-----END " + PRIVATE + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("must have one RSA key as PEM, PKCS#8, not encrypted (" + begin + ")");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
            return new IssuerKey(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("must be an RSA key: " + e.getMessage(), e);
        }
    }

    /** RSASSA-PKCS1-v1_5 with SHA-256. */
    private byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String what, byte[] encoded) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        String pem = "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, body, what);
        if (what.equals(PRIVATE)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.writeString(file, pem);
        } else {
            Files.writeString(file, pem, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }
    }

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
    record Token(String issuer, String audience, String subject, String role, Instant issued, Duration validFor) {

        private static final Map<String, String> HEADER = Map.of("alg", "RS256", "typ", "JWT");

        /** The token itself: three parts in base64url, joined by dots. */
        String signedWith(IssuerKey key) {
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
}
