package dev.shakedown.models.intake;

import dev.shakedown.models.intake.NetworkImport.RejectedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link NetworkImport} is asked for: {@code FILE --into DIR [--others DIR]... [--size PIXELS] [--check]
 * [--replace]}.
 *
 * @param file the network's file
 * @param into the directory of imported networks
 * @param others directories whose networks are served beside the imported ones, so names must differ from theirs
 * @param side of the picture that the network is timed with
 * @param checkOnly whether nothing is to be written
 * @param replace whether an imported network of the same name may give way
 */
record ImportArguments(Path file, Path into, List<Path> others, int side, boolean checkOnly, boolean replace) {

    private static final int LEAST_SIDE = 16;
    private static final int GREATEST_SIDE = 2048;

    static ImportArguments parse(String[] args) throws RejectedException {
        @Nullable Path file = null;
        @Nullable Path into = null;
        List<Path> others = new ArrayList<>();
        int side = 256;
        boolean checkOnly = false;
        boolean replace = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--into" -> into = Path.of(value(args, ++i));
                case "--others" -> others.add(Path.of(value(args, ++i)));
                case "--size" -> side = side(value(args, ++i));
                case "--check" -> checkOnly = true;
                case "--replace" -> replace = true;
                default -> file = Path.of(args[i]);
            }
        }
        if (file == null || into == null) {
            throw new RejectedException("needs FILE and --into DIR");
        }
        return new ImportArguments(file, into, List.copyOf(others), side, checkOnly, replace);
    }

    private static int side(String value) throws RejectedException {
        try {
            int side = Integer.parseInt(value);
            if (side >= LEAST_SIDE && side <= GREATEST_SIDE) {
                return side;
            }
        } catch (NumberFormatException e) {
            // Said below, with the numbers that are out of range.
        }
        throw new RejectedException(
                "--size: " + value + ": must be a whole number from " + LEAST_SIDE + " to " + GREATEST_SIDE);
    }

    private static String value(String[] args, int i) throws RejectedException {
        if (i >= args.length) {
            throw new RejectedException(args[i - 1] + ": its value is missing");
        }
        return args[i];
    }
}
