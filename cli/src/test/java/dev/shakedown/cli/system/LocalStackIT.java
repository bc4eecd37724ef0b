package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.stack.embedded.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Everything that needs a stack, but none of its own: starting one takes longer than most of these checks. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalStackIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private static Path directory;

    private static int port;
    private static Launcher up;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        port = LoopbackPorts.consecutive(3);
        Path data = directory.resolve(DocumentsCheck.DATA);
        up = Launcher.start(directory, "up", "--data", data.toString(), "--http-port", Integer.toString(port));
        up.awaitLine("ready", PATIENCE);
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        try (Launcher running = up) {
            running.signal("TERM");
            assertThat(running.awaitExit(PATIENCE)).as(running.everything()).isZero();
        }
    }

    /** The first, because a page lists all campaigns of the stack. */
    @Test
    @Order(1)
    void pagesShowWhatTheInterfaceTells() throws IOException, InterruptedException {
        new PagesCheck(folder("pages"), port).run();
    }

    @Test
    @Order(2)
    void photographsOfAPhoneGetAVerdictWhereRefusalsAreFollowed() throws IOException, InterruptedException {
        new PhotographsCheck(folder("phone"), port).run();
    }

    @Test
    @Order(3)
    void whatDocumentsTellReadersToTypeWorks() throws IOException, InterruptedException {
        new DocumentsCheck(directory, port).run();
    }

    @Test
    @Order(4)
    void pagesChangeCampaignsAndSubmitPhotographs() throws IOException, InterruptedException {
        new PageActionsCheck(folder("actions"), port).run();
    }

    private static Path folder(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }
}
