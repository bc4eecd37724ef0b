package dev.shakedown.attackworker.verification.program;

import dev.shakedown.attackworker.verification.Tolerances;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link VerificationProgram} is asked for: {@code --uploads DIR [--tolerance-psnr DB] NETWORKS...}.
 *
 * @param uploads where uploaded files lie, each called by its SHA-256
 * @param tolerances how far apart numbers may be
 * @param networks directories with networks and a registry
 */
record VerificationArguments(Path uploads, Tolerances tolerances, List<Path> networks) {

    static VerificationArguments parse(String... args) {
        @Nullable Path uploads = null;
        double psnr = 0.01;
        List<Path> networks = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--uploads" -> uploads = Path.of(value(args, ++i));
                case "--tolerance-psnr" -> psnr = Double.parseDouble(value(args, ++i));
                default -> networks.add(Path.of(args[i]));
            }
        }
        if (uploads == null) {
            throw new IllegalArgumentException("needs --uploads DIR");
        }
        return new VerificationArguments(uploads, new Tolerances(psnr), List.copyOf(networks));
    }

    private static String value(String[] args, int i) {
        if (i >= args.length) {
            throw new IllegalArgumentException(args[i - 1] + ": its value is missing");
        }
        return args[i];
    }
}
