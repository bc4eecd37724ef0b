package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the services take such tokens is shown by {@code InstallationIT}. */
class IssuerKeyTest {

    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00.9Z");

    @TempDir
    private Path directory;

    private Path privateFile;
    private Path publicFile;

    @BeforeEach
    void nameFiles() {
        privateFile = directory.resolve("private.pem");
        publicFile = directory.resolve("public.pem");
    }

    @Test
    void saysWhoseItIsAndUntilWhenAndIsSigned() throws Exception {
        IssuerKey.make(privateFile, publicFile);

        String token = new IssuerKey.Token(
                        "https://issuer.example", "shakedown", "ann", "submit", NOW, Duration.ofHours(2))
                .signedWith(IssuerKey.read(privateFile));

        String[] parts = token.split("\\.", -1);
        JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[1]));
        assertThat(claims).isEqualTo(new ObjectMapper().readTree("""
                                {"iss": "https://issuer.example", "aud": "shakedown", "sub": "ann", "groups": ["submit"],
                                 "iat": 1777629600, "exp": 1777636800}
                                """));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(publicKey());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    }

    @Test
    void keepsThePrivateKeyFromOthersAndReplacesNone() throws Exception {
        IssuerKey.make(privateFile, publicFile);
        String before = Files.readString(privateFile);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateFile)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> IssuerKey.make(privateFile, publicFile))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readString(privateFile)).isEqualTo(before);
    }

    @Test
    void saysWhatAKeyMustBe() throws Exception {
        IssuerKey.make(privateFile, publicFile);
        Path broken = Files.writeString(
                directory.resolve("broken.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(() -> IssuerKey.read(publicFile)).hasMessageContaining("PKCS#8, not encrypted");
        assertThatThrownBy(() -> IssuerKey.read(broken)).hasMessageContaining("must be an RSA key");
    }

    private PublicKey publicKey() throws Exception {
        String text = Files.readString(publicFile);
        String body = text.replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
    }
}
