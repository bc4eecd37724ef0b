package dev.shakedown.contract.http;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A campaign of another installation that came as a bundle. Its numbers are those of the bundle: they were averaged
 * here, not recomputed.
 *
 * @param id SHA-256 of the bundle, the file
 * @param campaign id of the campaign where it ran
 * @param name of the campaign
 * @param jobs how many jobs it has, all of them ended
 * @param succeeded jobs whose attack ran to its end
 * @param failed jobs that could not be run to their end
 * @param software what wrote the bundle
 * @param created when it was written
 * @param signed whether it has a signature, checked or not
 * @param signer SHA-256 of the public key with which the signature was checked, DER; null if no key was given
 * @param imported when it was imported first
 * @param bytes length of the file
 */
public record ImportedBundle(
        String id,
        String campaign,
        String name,
        long jobs,
        long succeeded,
        long failed,
        String software,
        Instant created,
        boolean signed,
        @Nullable String signer,
        Instant imported,
        long bytes) {}
