package dev.shakedown.stack.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** A directory that no other account can enter, because programs are run from it. */
final class PrivateDirectory {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private PrivateDirectory() {}

    /**
     * Makes the directory for its owner alone; one that exists is checked, and closed to others.
     *
     * @return the directory
     * @throws IOException naming the directory, if it is a link, another account's, or if others could write to it
     */
    static Path in(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(directory + ": is a link or a file: must be a directory; remove it");
        }
        UserPrincipal owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(self())) {
            throw new IOException(
                    "%s: belongs to %s: must be this account's, because programs are run from it; remove it"
                            .formatted(directory, owner.getName()));
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(
                    ("%s: others can write to it (%s): must be rwx------, because programs are run from it;"
                                    + " remove it")
                            .formatted(directory, PosixFilePermissions.toString(permissions)));
        }
        Files.setPosixFilePermissions(directory, OWNER_ONLY);
        return directory;
    }

    /** The account of this process: the owner of what it makes. */
    private static UserPrincipal self() throws IOException {
        Path probe = Files.createTempFile("shakedown-", ".account");
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }
}
