package dev.shakedown.cli.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A key and a certificate that it has signed itself, good for a server at 127.0.0.1 (by that name only) or for a
 * client.
 *
 * @param keyStore PKCS12 file with both
 * @param certificate PEM file with the certificate
 * @param key PEM file with the key, readable by nobody else
 * @param both PEM file with key and certificate
 */
record SelfSignedCertificate(Path keyStore, Path certificate, Path key, Path both) {

    static final String PASSWORD = "key-store-password";

    /** Made with the JDK's keytool. */
    static SelfSignedCertificate make(Path directory, String name) throws Exception {
        Path keyStore = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new AssertionError("keytool: " + said);
        }
        return exported(directory, name, keyStore);
    }

    private static SelfSignedCertificate exported(Path directory, String name, Path keyStore)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
        String certificate = pem("CERTIFICATE", store.getCertificate(name).getEncoded());
        String key =
                pem("PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded());
        return new SelfSignedCertificate(
                keyStore,
                Files.writeString(directory.resolve(name + "-certificate.pem"), certificate),
                secret(directory.resolve(name + "-key.pem"), key),
                secret(directory.resolve(name + ".pem"), key + certificate));
    }

    private static Path secret(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), type);
    }
}
