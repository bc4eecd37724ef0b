package dev.shakedown.models.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkRegistry;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Prints what workers that serve some directories would announce, as a JSON array; loads no network. */
public final class NetworkListing {

    private NetworkListing() {}

    public static void main(String[] args) throws JsonProcessingException {
        System.exit(run(args, new PrintStream(System.out, true, StandardCharsets.UTF_8), System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) throws JsonProcessingException {
        try {
            List<Path> directories = Stream.of(args).map(Path::of).toList();
            out.println(JsonMapper.builder()
                    .build()
                    .writeValueAsString(NetworkRegistry.read(directories).files().stream()
                            .map(NetworkFile::announcement)
                            .toList()));
            return 0;
        } catch (InvalidNetworkException e) {
            err.println("shakedown: " + e.getMessage());
            return 1;
        }
    }
}
