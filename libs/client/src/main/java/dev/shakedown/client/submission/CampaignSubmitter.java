package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.DryRun;
import dev.shakedown.contract.http.Problem;
import dev.shakedown.contract.http.Submission;
import dev.shakedown.contract.http.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Submits documents: uploads every distinct file once, then submits what has only hashes in it. What has to be known
 * beside the outcome goes to a listener line by line: files that are left out, and warnings.
 */
public final class CampaignSubmitter {

    private final JobApiClient api;
    private final boolean isStrict;
    private final Consumer<String> notes;

    /**
     * Submits through an API.
     *
     * @param isStrict whether a warning refuses a document before it is accepted, and where possible before files are
     *     uploaded
     * @param notes takes a line for each warning and each image that is left out
     */
    public CampaignSubmitter(JobApiClient api, boolean isStrict, Consumer<String> notes) {
        this.api = api;
        this.isStrict = isStrict;
        this.notes = notes;
    }

    /** Submits a document that is known to be sound; see {@link #submit(CampaignDocument)}. */
    public static SubmittedCampaign submit(CampaignDocument document, JobApiClient api) {
        return new CampaignSubmitter(api, false, note -> {}).submit(document);
    }

    /**
     * Submits a document.
     *
     * @throws InvalidDocument if it, or a file that it names, is not acceptable; then no campaign was accepted
     * @throws ServiceFailure if the API cannot be reached or fails
     */
    public SubmittedCampaign submit(CampaignDocument document) {
        PreparedCampaign prepared = uploaded(document);
        if (isStrict) {
            refuseAny(messages(send(prepared, api::dryRun).warnings()));
        }
        Submission submission = send(prepared, api::submit);
        tell(prepared, submission.warnings());
        return submission.campaign();
    }

    /**
     * Says what a document would be as a campaign. Its files are uploaded; nothing is submitted.
     *
     * @throws InvalidDocument if it, or a file that it names, is not acceptable
     * @throws ServiceFailure if the API cannot be reached or fails
     */
    public DryRun dryRun(CampaignDocument document) {
        PreparedCampaign prepared = uploaded(document);
        DryRun dryRun = send(prepared, api::dryRun);
        if (isStrict) {
            refuseAny(messages(dryRun.warnings()));
        }
        tell(prepared, dryRun.warnings());
        return dryRun;
    }

    private PreparedCampaign uploaded(CampaignDocument document) {
        PreparedCampaign prepared = LocalFileResolver.resolve(document);
        LocalCheck check = new LocalCheck(prepared);
        check.run();
        ImageNames.assign(prepared.images());
        if (isStrict) {
            List<String> warnings = new ArrayList<>(prepared.warnings());
            ScaleCheck.of(document.tree()).forEach(warning -> warnings.add(warning.message()));
            refuseAny(warnings);
        }
        new Upload(api, prepared, check).run();
        if (isStrict) {
            refuseAny(prepared.warnings());
        }
        return prepared;
    }

    private <T> T send(PreparedCampaign prepared, Function<JsonNode, T> call) {
        while (true) {
            try {
                return call.apply(prepared.document());
            } catch (ServiceFailure.Refused refused) {
                if (!leaveOutUnusable(prepared, refused.problem())) {
                    throw inTheUsersTerms(refused, prepared);
                }
            }
        }
    }

    /** Whether images were left out, so that the rest may be acceptable. */
    private static boolean leaveOutUnusable(PreparedCampaign prepared, Problem problem) {
        if (!prepared.skipsUnusable()) {
            return false;
        }
        Set<ImageEntry> unusable = new HashSet<>();
        List<String> lines = new ArrayList<>();
        for (Violation violation : problem.violations()) {
            Set<ImageEntry> concerned = prepared.unusable(violation);
            if (unusable.addAll(concerned)) {
                lines.add(prepared.asWritten(violation));
            }
        }
        if (unusable.isEmpty() || unusable.size() == prepared.images().size()) {
            return false;
        }
        prepared.leaveOut(unusable::contains, lines);
        return true;
    }

    private static RuntimeException inTheUsersTerms(ServiceFailure.Refused refused, PreparedCampaign prepared) {
        List<Violation> violations = refused.problem().violations();
        return violations.isEmpty()
                ? refused
                : new InvalidDocument(
                        violations.stream().map(prepared::asWritten).distinct().toList());
    }

    private static List<String> messages(List<Warning> warnings) {
        return warnings.stream().map(Warning::message).toList();
    }

    private static void refuseAny(List<String> warnings) {
        if (!warnings.isEmpty()) {
            throw new InvalidDocument(warnings);
        }
    }

    private void tell(PreparedCampaign prepared, List<Warning> warnings) {
        prepared.leftOut().forEach(line -> notes.accept("left out: " + line));
        prepared.warnings().forEach(line -> notes.accept("warning: " + line));
        messages(warnings).forEach(line -> notes.accept("warning: " + line));
    }
}
