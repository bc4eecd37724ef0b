package dev.shakedown.jobapi.upload;

import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.imaging.kernel.KernelFormat;
import dev.shakedown.imaging.kernel.KernelSelection;
import dev.shakedown.jobapi.document.Spelling;
import dev.shakedown.service.problem.Checked;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a kernel's upload.
 *
 * @param pad whether a kernel that is not a square of odd side gets zeros around it
 * @param name what people call it; null for a name made from its hash
 */
record KernelParameters(
        KernelFormat format,
        KernelSelection selection,
        boolean pad,
        @Nullable String name) {

    private static final Pattern INDEX = Pattern.compile("[0-9]{1,6}");

    static Checked<KernelParameters> read(
            @Nullable String format,
            @Nullable String variable,
            @Nullable String index,
            @Nullable String pad,
            @Nullable String name) {
        Optional<KernelFormat> known = Arrays.stream(KernelFormat.values())
                .filter(candidate -> word(candidate).equals(format))
                .findFirst();
        if (known.isEmpty()) {
            List<String> words = Arrays.stream(KernelFormat.values())
                    .map(KernelParameters::word)
                    .toList();
            return Checked.invalid(
                    "format",
                    format,
                    "one of " + String.join(", ", words) + Spelling.didYouMean(format == null ? "" : format, words));
        }
        if (index != null && !INDEX.matcher(index).matches()) {
            return Checked.invalid("index", index, "a whole number from 0 to 999999");
        }
        if (pad != null && !pad.equals("true") && !pad.equals("false")) {
            return Checked.invalid("pad", pad, "true or false");
        }
        Optional<String> label = Optional.ofNullable(name).flatMap(NameRule.LABEL::read);
        if (name != null && label.isEmpty()) {
            return Checked.invalid("name", name, NameRule.LABEL.expected());
        }
        KernelSelection selection = new KernelSelection(variable, index == null ? null : Integer.valueOf(index));
        return new Checked.Valid<>(
                new KernelParameters(known.get(), selection, "true".equals(pad), label.orElse(null)));
    }

    private static String word(KernelFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }
}
