package dev.shakedown.client.bundle;

import dev.shakedown.contract.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys of signatures: Ed25519 (RFC 8032), in PEM files as {@code openssl} writes them. */
public final class BundleKey {

    private static final String ALGORITHM = "Ed25519";

    private BundleKey() {}

    /**
     * Reads what {@code openssl genpkey -algorithm ed25519} writes.
     *
     * @throws IllegalArgumentException if the file holds no such key
     * @throws IOException if it cannot be read
     */
    public static PrivateKey privateKey(Path pem) throws IOException {
        byte[] key = decoded(pem, "PRIVATE KEY");
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (GeneralSecurityException e) {
            throw unusable(pem, "PRIVATE KEY", e);
        }
    }

    /**
     * Reads what {@code openssl pkey -pubout} writes.
     *
     * @throws IllegalArgumentException if the file holds no such key
     * @throws IOException if it cannot be read
     */
    public static PublicKey publicKey(Path pem) throws IOException {
        byte[] key = decoded(pem, "PUBLIC KEY");
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(key));
        } catch (GeneralSecurityException e) {
            throw unusable(pem, "PUBLIC KEY", e);
        }
    }

    /** Reads a public key as X.509 encodes it, DER; empty if it is no such key. */
    public static Optional<PublicKey> publicKey(byte[] der) {
        try {
            return Optional.of(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** What people compare keys by: the SHA-256 of the key's DER, as {@code openssl pkey -outform DER} writes it. */
    public static String fingerprint(PublicKey key) {
        return Sha256.hex(key.getEncoded());
    }

    static byte[] sign(PrivateKey key, byte[] content) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK since 15 has " + ALGORITHM, e);
        }
    }

    static boolean isSignature(PublicKey key, byte[] content, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(content);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            // Bytes that are no signature at all.
            return false;
        }
    }

    private static byte[] decoded(Path pem, String what) throws IOException {
        String text = Files.readString(pem);
        String begin = "-----BEGIN " + what + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + what + "-----");
        if (from < 0 || to < from) {
            throw unusable(pem, what, null);
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw unusable(pem, what, e);
        }
    }

    private static IllegalArgumentException unusable(Path pem, String what, @Nullable Exception e) {
        return new IllegalArgumentException("%s: must be a PEM file with an Ed25519 %s".formatted(pem, what), e);
    }
}
