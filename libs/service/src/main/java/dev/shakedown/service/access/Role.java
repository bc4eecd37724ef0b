package dev.shakedown.service.access;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a caller may do: the groups of its token. Each role implies those before it. */
public final class Role {

    /** See everything: campaigns, results, files. */
    public static final String READ = "read";
    /** Upload files, submit campaigns and steer them. */
    public static final String SUBMIT = "submit";
    /** Requeue dead letters and withdraw networks. */
    public static final String ADMIN = "admin";

    private static final List<String> RISING = List.of(READ, SUBMIT, ADMIN);

    private Role() {}

    /** All roles. */
    public static Set<String> all() {
        return Set.copyOf(RISING);
    }

    /** The roles that these groups give; groups that are no roles give none. */
    public static Set<String> of(Collection<String> groups) {
        int highest = groups.stream().mapToInt(RISING::indexOf).max().orElse(-1);
        return RISING.stream().limit(highest + 1L).collect(Collectors.toUnmodifiableSet());
    }
}
