package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class BundlesCommandTest extends CommandFixture {

    private static final String ID = "b".repeat(64);

    @Test
    void importsABundleUnderItsHashAndSaysHowToCheckIt() throws IOException {
        Path file = Files.writeString(folder.resolve("first.zip"), "bytes");

        Outcome outcome = execute("import-bundle", file.toString(), api());

        String id = Sha256.hex("bytes".getBytes(StandardCharsets.UTF_8));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isEqualToIgnoringNewLines(id);
        assertThat(outcome.err())
                .contains("theirs: 4 jobs, signature: unsigned; not recomputed here")
                .contains(services.storeAddress() + "/compare.html?bundle=" + id)
                .contains("./shakedown verify --bundle " + file);
        assertThat(services.requests()).contains("PUT /api/v1/bundles/" + id);
    }

    @Test
    void sendsTheKeyThatMustHaveSignedIt() throws IOException, GeneralSecurityException {
        Path file = Files.writeString(folder.resolve("first.zip"), "bytes");
        byte[] der = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        Path key = Files.writeString(
                folder.resolve("author.pem"),
                "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                        .formatted(Base64.getEncoder().encodeToString(der)));

        Outcome signed = execute("import-bundle", file.toString(), "--public-key", key.toString(), api());
        Outcome noKey = execute("import-bundle", file.toString(), "--public-key", file.toString(), api());
        Outcome noFile = execute("import-bundle", "nothing.zip", api());

        assertThat(signed.err()).contains("signature: by 555555555555");
        assertThat(services.requests())
                .anyMatch(request -> request.endsWith(
                        "?public-key=" + Base64.getUrlEncoder().withoutPadding().encodeToString(der)));
        assertThat(noKey.status()).isEqualTo(2);
        assertThat(noKey.err()).contains("--public-key: ", "must be a PEM file with an Ed25519 PUBLIC KEY");
        assertThat(noFile.err()).contains("FILE: nothing.zip: must be a bundle");
    }

    @Test
    void listsAndRemovesThem() {
        Outcome list = execute("bundles", api());
        Outcome removed = execute("remove-bundle", "bbbb", api());
        Outcome unknown = execute("remove-bundle", "cccc", api());

        assertThat(list.out()).contains("bbbbbbbbbbbb  theirs", "unsigned", "2026-01-02T00:00:00Z");
        assertThat(removed.out()).isEqualToIgnoringNewLines("theirs (" + ID + ") is removed");
        assertThat(services.requests()).contains("DELETE /api/v1/bundles/" + ID);
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("BUNDLE: cccc: must be the id of one imported bundle, not of 0");
    }
}
