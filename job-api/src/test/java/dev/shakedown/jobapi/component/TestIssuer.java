package dev.shakedown.jobapi.component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** An issuer of tokens with a key pair of its own, the same one in every class loader of a test. */
public final class TestIssuer {

    public static final String NAME = "https://issuer.example";

    private static final String DIRECTORY = "test.issuer.directory";

    private TestIssuer() {}

    /** Where the public key is, as PEM. */
    public static Path publicKey() {
        return directory().resolve("public.pem");
    }

    /** A token that is good for a minute. */
    public static String token(String subject, String group) {
        return signed(subject, group, Duration.ofMinutes(1), ownKey());
    }

    /** A token whose time ran out long ago. */
    public static String expired(String subject, String group) {
        return signed(subject, group, Duration.ofHours(-1), ownKey());
    }

    /** A token that somebody else signed. */
    public static String forged(String subject, String group) {
        return signed(subject, group, Duration.ofMinutes(1), newKeys().getPrivate());
    }

    private static String signed(String subject, String group, Duration goodFor, PrivateKey key) {
        long until = Instant.now().plus(goodFor).getEpochSecond();
        String content = encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "."
                + encoded("{\"iss\":\"%s\",\"sub\":\"%s\",\"groups\":[\"%s\"],\"iat\":%d,\"exp\":%d}"
                        .formatted(NAME, subject, group, until - 60, until));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static PrivateKey ownKey() {
        try {
            byte[] key = Files.readAllBytes(directory().resolve("private.der"));
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized Path directory() {
        String known = System.getProperty(DIRECTORY);
        if (known != null) {
            return Path.of(known);
        }
        try {
            Path directory = Files.createTempDirectory("test-issuer");
            KeyPair keys = newKeys();
            Files.write(directory.resolve("private.der"), keys.getPrivate().getEncoded());
            Files.writeString(
                    directory.resolve("public.pem"),
                    "-----BEGIN PUBLIC KEY-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(keys.getPublic().getEncoded())
                            + "\n-----END PUBLIC KEY-----\n");
            System.setProperty(DIRECTORY, directory.toString());
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
