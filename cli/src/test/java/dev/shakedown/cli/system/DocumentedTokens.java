package dev.shakedown.cli.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An issuer of tokens that does what docs/security.md tells operators to type. */
final class DocumentedTokens {

    static final String ISSUER = "https://shakedown.example";

    private static final Path DOCUMENT = Path.of(System.getProperty("shakedown.root"), "docs/security.md");
    private static final Pattern RECIPE = Pattern.compile("```bash\n(openssl genpkey.*?)```", Pattern.DOTALL);

    private final Path directory;

    private DocumentedTokens(Path directory) {
        this.directory = directory;
    }

    /** Whether the program that the recipe needs is on this machine. */
    static boolean arePossible() throws InterruptedException {
        try {
            return new ProcessBuilder("openssl", "version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Makes a key, and a token for each of these who may submit.
     *
     * @param directory where the shell runs
     */
    static DocumentedTokens issue(Path directory, String... subjects) throws IOException, InterruptedException {
        Matcher recipe = RECIPE.matcher(Files.readString(DOCUMENT));
        if (!recipe.find()) {
            throw new AssertionError("no recipe in " + DOCUMENT);
        }
        StringBuilder script = new StringBuilder(recipe.group(1));
        for (String subject : subjects) {
            script.append("token %s %s 600 > %s.token\n".formatted(subject, "submit", subject));
        }
        Process shell = new ProcessBuilder("sh", "-e", "-c", script.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (shell.waitFor() != 0) {
            throw new AssertionError("the recipe of " + DOCUMENT + " failed: " + said);
        }
        return new DocumentedTokens(directory);
    }

    Path publicKey() {
        return directory.resolve("issuer-public.pem");
    }

    Path file(String subject) {
        return directory.resolve(subject + ".token");
    }

    String token(String subject) throws IOException {
        return Files.readString(file(subject)).strip();
    }
}
