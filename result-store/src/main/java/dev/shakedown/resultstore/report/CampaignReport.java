package dev.shakedown.resultstore.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.resultstore.blob.BlobDownload;
import dev.shakedown.resultstore.campaign.CampaignRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.measurement.CampaignViewRepository;
import dev.shakedown.resultstore.measurement.CampaignViewRepository.CampaignView;
import dev.shakedown.resultstore.measurement.Distribution.Metric;
import dev.shakedown.resultstore.measurement.Order;
import dev.shakedown.resultstore.page.JobApiConfig;
import dev.shakedown.resultstore.page.PageFrame;
import dev.shakedown.resultstore.query.ResultList;
import dev.shakedown.resultstore.query.StoredMessages;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a campaign's page as one HTML file: the page's own scripts and styles, what its calls would be answered, and
 * some jobs with small pictures. A report of N jobs has at most {@code 200 kB + N * 150 kB}, besides the views' rows.
 */
@Singleton
public class CampaignReport {

    /** Those that scripts/campaign/distributions.js offers. */
    private static final List<Metric> METRICS = List.of(
            Metric.DAMAGE,
            Metric.ATTACKED_TO_SHARP_PSNR,
            Metric.ATTACKED_TO_SHARP_SSIM,
            Metric.ATTACKED_TO_CLEAN_PSNR,
            Metric.ATTACKED_TO_TARGET_NCC,
            Metric.LIPSCHITZ);

    /** As many as scripts/campaign/sections.js asks for. */
    private static final int BINS = 24;

    private static final PageFrame.Report FRAME = PageFrame.report();

    private final Database database;
    private final CampaignRepository campaigns;
    private final CampaignViewRepository views;
    private final ResultList results;
    private final StoredMessages messages;
    private final BlobDownload blobs;
    private final Optional<URI> jobApi;
    private final ObjectWriter json;

    CampaignReport(
            Database database,
            CampaignRepository campaigns,
            CampaignViewRepository views,
            ResultList results,
            StoredMessages messages,
            BlobDownload blobs,
            JobApiConfig jobApi,
            ObjectMapper json) {
        this.database = database;
        this.campaigns = campaigns;
        this.views = views;
        this.results = results;
        this.messages = messages;
        this.blobs = blobs;
        this.jobApi = jobApi.publicUrl();
        this.json = json.writer().with(new WithinMarkup());
    }

    /**
     * A report that was read, but for its pictures.
     *
     * @param answers what calls below the campaign answer, by path
     */
    record Content(Map<String, Object> answers, ReportedJobs jobs) {}

    /**
     * Reads a campaign.
     *
     * @return empty if there is no such campaign
     */
    Optional<Content> read(String id, int pictures) {
        return database.query(connection -> {
            Map<String, Object> answers = answers(connection, id);
            return answers.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Content(answers, ReportedJobs.choose(connection, results, id, pictures)));
        });
    }

    private Map<String, Object> answers(Connection connection, String id) throws SQLException {
        Map<String, Object> answers = new LinkedHashMap<>();
        campaigns.summary(connection, id).ifPresent(summary -> answers.put("", summary));
        campaigns.document(connection, id).ifPresent(document -> answers.put("/document", messages.campaign(document)));
        if (answers.isEmpty()) {
            return answers;
        }
        for (CampaignView view : CampaignView.values()) {
            answers.put(
                    "/views/" + view.word(), views.view(connection, view, id).objects());
        }
        for (Metric metric : METRICS) {
            answers.put(
                    "/distribution?metric=%s&bins=%d".formatted(metric.column(), BINS),
                    views.distribution(connection, id, metric, BINS));
        }
        return answers;
    }

    /** Writes the file; holds one picture in memory. */
    void write(String id, Content content, OutputStream sink) throws IOException {
        sink.write(FRAME.before().getBytes(StandardCharsets.UTF_8));
        // Flushed, not closed: the sink goes on.
        JsonGenerator data = json.createGenerator(sink).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        data.writeStartObject();
        data.writeStringField("id", id);
        data.writePOJOField("jobApi", jobApi.map(URI::toASCIIString).orElse(null));
        data.writePOJOField("answers", content.answers());
        data.writePOJOField("jobs", content.jobs().jobs());
        data.writeStringField("why", content.jobs().why());
        data.writeObjectFieldStart("files");
        Map<String, String> pictures = writeFiles(content.jobs().jobs(), data);
        data.writeEndObject();
        data.writePOJOField("pictures", pictures);
        data.writeEndObject();
        data.close();
        sink.write(FRAME.after().getBytes(StandardCharsets.UTF_8));
    }

    /** Writes every picture once, however many jobs share it; gives the names of those written by address. */
    private Map<String, String> writeFiles(List<JobRecord> jobs, JsonGenerator data) throws IOException {
        Map<String, String> pictures = new LinkedHashMap<>();
        Set<String> written = new HashSet<>();
        for (JobRecord job : jobs) {
            for (Map.Entry<String, PictureFile> picture : PictureFile.of(job).entrySet()) {
                PictureFile file = picture.getValue();
                if (!written.contains(file.name())) {
                    Optional<String> small = read(file.sha256()).flatMap(file::small);
                    if (small.isEmpty()) {
                        continue;
                    }
                    data.writeStringField(file.name(), small.get());
                    written.add(file.name());
                }
                pictures.put(picture.getKey(), file.name());
            }
        }
        return pictures;
    }

    /** Empty where the file is not kept, or not stored yet. */
    private Optional<byte[]> read(String sha256) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            blobs.copy(sha256, bytes);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(bytes.toByteArray());
    }

    /** No text in JSON can end its element or begin another. */
    private static final class WithinMarkup extends CharacterEscapes {

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes['<'] = ESCAPE_STANDARD;
            codes['>'] = ESCAPE_STANDARD;
            codes['&'] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }

    /**
     * The jobs that a report shows with pictures.
     *
     * @param why these jobs, as a sentence
     */
    record ReportedJobs(List<JobRecord> jobs, String why) {

        /**
         * The jobs that lost most PSNR; where no sharp image is known, those whose output changed most. Where these are
         * too few, others that have ended follow.
         */
        static ReportedJobs choose(Connection connection, ResultList results, String campaignId, int most)
                throws SQLException {
            if (most == 0) {
                return new ReportedJobs(List.of(), "");
            }
            List<JobRecord> damaged = results.first(connection, campaignId, Order.DAMAGE, most);
            if (damaged.size() == most) {
                return new ReportedJobs(
                        damaged,
                        "The %d jobs that lost most PSNR to the sharp image, the worst first.".formatted(most));
            }
            List<JobRecord> changed = results.first(connection, campaignId, Order.CHANGE, most);
            if (damaged.isEmpty() && changed.size() == most) {
                return new ReportedJobs(
                        changed,
                        "The %d jobs whose output changed most, the worst first; no sharp image is known."
                                .formatted(most));
            }
            Map<Long, JobRecord> chosen = new LinkedHashMap<>();
            for (List<JobRecord> found :
                    List.of(damaged, changed, results.first(connection, campaignId, Order.ORDINAL, most))) {
                found.forEach(job -> chosen.putIfAbsent(job.request().ordinal(), job));
            }
            return new ReportedJobs(
                    chosen.values().stream().limit(most).toList(),
                    "Jobs that have ended; those that lost most PSNR to the sharp image come first.");
        }
    }
}
