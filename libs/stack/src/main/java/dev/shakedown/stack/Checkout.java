package dev.shakedown.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The built checkout that the launcher script runs from.
 *
 * @param root its root directory
 */
public record Checkout(Path root) {

    private static final List<String> SERVICES = List.of("result-store", "job-api", "attack-worker");

    /** As the launcher script names it in {@code shakedown.root}. */
    public static Checkout ofLauncher() {
        String root = System.getProperty("shakedown.root");
        if (root == null) {
            throw new StackFailure("run this through the script ./shakedown: it says where the checkout is");
        }
        return new Checkout(Path.of(root).toAbsolutePath().normalize());
    }

    /** The networks that are shipped. */
    public Path shippedNetworks() {
        return root.resolve("models").resolve("pretrained");
    }

    /** Networks that are quick and of no other use. */
    public Path testNetworks() {
        return root.resolve("models/src/test/resources/networks");
    }

    /** The campaign that {@code chaos} submits. */
    public Path chaosCampaign() {
        return root.resolve("examples").resolve("chaos.yaml");
    }

    /** Where the user's own networks are put; need not be there. */
    public Path importedNetworks() {
        return root.resolve("models").resolve("imported");
    }

    /** Where there are networks: the shipped ones, and imported ones if there are any. */
    public List<Path> networks() {
        boolean imported = Files.isRegularFile(importedNetworks().resolve("registry.json"));
        return imported ? List.of(shippedNetworks(), importedNetworks()) : List.of(shippedNetworks());
    }

    /**
     * The same, and the directory of imported networks also where nothing was imported yet: workers then serve what is
     * imported while they run.
     */
    public List<Path> networksFromNowOn() throws IOException {
        Path listing = importedNetworks().resolve("registry.json");
        if (!Files.exists(listing) && Files.isWritable(root.resolve("models"))) {
            Files.createDirectories(importedNetworks());
            Files.writeString(listing, "{\"schema\": 1, \"networks\": []}\n");
        }
        return networks();
    }

    /** The campaign that {@code demo} submits. */
    public Path demoCampaign() {
        return root.resolve("examples").resolve("demo.yaml");
    }

    /**
     * Says, for as long as this JVM lives, that programs run from this build: the launcher script then does not replace
     * it under them.
     */
    public void claim() throws IOException {
        Path claims = Files.createDirectories(root.resolve("cli/target/running"));
        Path claim = claims.resolve(Long.toString(ProcessHandle.current().pid()));
        Files.write(claim, new byte[0]);
        claim.toFile().deleteOnExit();
    }

    /** The JDK's {@code java} that the launcher runs on. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** Throws if a service has not been built. */
    void requireServices() {
        SERVICES.forEach(this::service);
    }

    /** What {@code java -jar} runs for a service. */
    Path service(String module) {
        Path jar = root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new StackFailure(jar + " is missing: build it with ./mvnw -DskipTests package");
        }
        return jar;
    }

    /** Every jar of a service, for programs in it other than the service. */
    public List<Path> jars(String module) {
        Path application = service(module).resolveSibling("");
        try (Stream<Path> own = Files.walk(application.resolve("app"));
                Stream<Path> libraries = Files.walk(application.resolve("lib"))) {
            return Stream.concat(own, libraries)
                    .filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
