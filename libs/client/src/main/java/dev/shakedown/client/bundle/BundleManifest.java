package dev.shakedown.client.bundle;

import java.time.Instant;
import java.util.Map;

/**
 * The manifest of a bundle, which a signature covers. A bundle is a ZIP file:
 *
 * <pre>
 * manifest.json       this
 * manifest.sig        Ed25519 signature of manifest.json, 64 bytes, if the bundle is signed
 * campaign.json       the campaign's document as it was accepted
 * verdicts.json       rows of the view trust, which follow from the numbers
 * jobs/N.json         {"request", "result"} of job N
 * files/SHA256        arrays of the jobs (y, delta, b, kept outputs) and uploads, by their hash
 * </pre>
 *
 * @param schema version of this form, {@value #SCHEMA}
 * @param software what wrote the bundle
 * @param created when
 * @param campaign id of the campaign
 * @param jobs how many jobs there are, all of them ended
 * @param entries SHA-256 of every other entry by name, but the signature
 */
public record BundleManifest(
        int schema, String software, Instant created, String campaign, long jobs, Map<String, String> entries) {

    /** The version that this code writes and reads. */
    public static final int SCHEMA = 1;

    static final String NAME = "manifest.json";
    static final String SIGNATURE = "manifest.sig";
    static final String CAMPAIGN = "campaign.json";
    static final String VERDICTS = "verdicts.json";
    static final String JOBS = "jobs/";
    static final String FILES = "files/";

    public BundleManifest {
        entries = Map.copyOf(entries);
    }
}
