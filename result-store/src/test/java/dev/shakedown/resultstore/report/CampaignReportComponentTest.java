package dev.shakedown.resultstore.report;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.array.FloatArray;
import dev.shakedown.imaging.array.NpyEncoder;
import dev.shakedown.imaging.array.Shape;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.image.PngEncoder;
import dev.shakedown.resultstore.fixture.Chromium;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.Messages.Artifact;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A campaign's page as one file: what it has inside, what it may not have, and what a browser shows of it. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class CampaignReportComponentTest {

    private static final String ID = "reported";
    /** Bytes of the signature and of the chunk IHDR. */
    private static final int PNG_HEADER = 8 + 25;

    private static final String EVIL = "<script>alert('1')</script>&\"";
    private static final String EVIL_IN_MARKUP = "&lt;script&gt;alert('1')&lt;/script&gt;&amp;\"";
    private static final byte[] PHOTOGRAPH = png(48, 64, 1);
    private static final String SHA256 = Sha256.of(PHOTOGRAPH).hex();
    private static final List<ArtifactKind> PICTURES = List.of(
            ArtifactKind.BLURRED_PICTURE,
            ArtifactKind.PERTURBED_PICTURE,
            ArtifactKind.CLEAN_OUTPUT_PICTURE,
            ArtifactKind.ATTACKED_OUTPUT_PICTURE);
    private static final NetworkRef RGDN_10 = new NetworkRef("rgdn@10", Messages.digest("rgdn@10"));
    private static final NetworkRef RGDN_50 = new NetworkRef("rgdn@50", Messages.digest("rgdn@50"));
    private static boolean written;

    @Inject
    TopicWriter topics;

    @Inject
    ObjectMapper json;

    @TempDir
    Path directory;

    /** Two jobs with the same pictures, one of them in l2 and judged on two networks, and one that failed. */
    @BeforeEach
    void writeOnce() {
        if (written) {
            return;
        }
        given().contentType("image/png")
                .body(PHOTOGRAPH)
                .put("/api/v1/blobs/" + SHA256)
                .then()
                .statusCode(201);
        topics.write(campaign(ID, EVIL, 3));
        AttackRequest first = request(ID, 0, AttackSpec.Norm.LINF);
        AttackRequest second = request(ID, 1, AttackSpec.Norm.L2);
        AttackRequest third = request(ID, 2, AttackSpec.Norm.LINF);
        List<Artifact> artifacts = artifacts(48, 64, 5);
        succeed(first, artifacts, new JudgedEvaluation(RGDN_10, Messages.evaluation(15.5)));
        succeed(
                second,
                artifacts,
                new JudgedEvaluation(RGDN_10, Messages.evaluation(12.25)),
                new JudgedEvaluation(RGDN_50, Messages.evaluation(20.5)));
        topics.write(third);
        topics.write(new AttackResult(
                AttackResult.SCHEMA,
                third.jobId(),
                ID,
                new JobOutcome.Failed("not-finite", EVIL),
                "worker-1",
                Messages.SUBMITTED,
                Messages.SUBMITTED));
        Eventually.holds(() -> given().get("/api/v1/campaigns/" + ID)
                .then()
                .body("succeeded", equalTo(2))
                .body("failed", equalTo(1)));
        written = true;
    }

    @Test
    void loadsNothingAndHasNoModules() {
        String page = report(ID, "");
        String markup = withoutCode(page);

        assertThat(page)
                .doesNotContain("type=\"module\"")
                .doesNotContain("@import")
                .doesNotContain("url(");
        assertThat(page.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:")
                .doesNotContain("https:");
        assertThat(Pattern.compile("(src|href)=\"(?!#|data:)").matcher(markup).find())
                .isFalse();
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void hasTheAnswersOfTheInterfaceInside() throws IOException {
        JsonNode inside = inside(report(ID, ""));
        List<String> paths = new ArrayList<>(List.of("", "/document"));
        for (String view : List.of(
                "paper-table",
                "robustness-curve",
                "mean-intervals",
                "success-curve",
                "step-curve",
                "further-metrics",
                "kernel-size-effect",
                "transfer-matrix",
                "worst-cases",
                "trust",
                "warnings",
                "failures",
                "networks")) {
            paths.add("/views/" + view);
        }
        String scripts = "/META-INF/resources/scripts/campaign/";
        Pattern.compile("value: '(\\w+)'")
                .matcher(resource(scripts + "distributions.js"))
                .results()
                .forEach(metric -> paths.add("/distribution?metric=" + metric.group(1) + "&bins=24"));

        assertThat(resource(scripts + "sections.js")).contains("BINS = 24;");
        assertThat(paths).hasSize(15 + 6);
        assertThat(inside.get("answers").fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(paths);
        for (String path : paths) {
            String answer = given().urlEncodingEnabled(false)
                    .get("/api/v1/campaigns/" + ID + path)
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            assertThat(inside.get("answers").get(path)).as(path).isEqualTo(json.readTree(answer));
        }
        assertThat(inside.get("jobs"))
                .containsExactlyInAnyOrderElementsOf(json.readTree(given().get("/api/v1/campaigns/" + ID + "/results")
                                .asString())
                        .get("results"));
    }

    @Test
    void carriesEachPictureOnce() throws IOException {
        JsonNode inside = inside(report(ID, ""));

        assertThat(inside.get("pictures")).hasSize(1 + 2 * 5);
        assertThat(inside.get("files"))
                .hasSize(1 + 5)
                .allMatch(file -> file.asText().startsWith("data:image/png;base64,"));
        assertThat(inside(report(ID, "?pictures=0")).get("files")).isEmpty();
        assertThat(inside(report(ID, "?pictures=1")).get("jobs")).hasSize(1);
    }

    @Test
    void keepsNamesAsText() throws IOException, InterruptedException {
        String page = report(ID, "");
        String shown = shown(page);

        assertThat(page).doesNotContain("<script>alert");
        assertThat(shown)
                .doesNotContain("<script>alert")
                .contains(
                        "<h1>" + EVIL_IN_MARKUP + "</h1>",
                        "targeted " + EVIL_IN_MARKUP,
                        "Failed: " + EVIL_IN_MARKUP + " (not-finite)");
    }

    @Test
    void isShownByABrowserAsAFile() throws IOException, InterruptedException {
        String shown = shown(report(ID, ""));
        String text = shown.replaceAll("<[^>]*>", "");

        assertThat(text)
                .contains("Similarity to source", "Robustness", "Transfer", "Distributions", "Jobs", "Pictures")
                .contains("2 of 3 jobs succeeded", "1 failed", "The attack raises it from 0.250 to 37.5")
                .contains("judged on rgdn@10, rgdn@50, pictures by rgdn@10", "20.50", "12.25")
                .contains("max |δ| ≤ ε or, where a budget says rms", "4/255 rms");
        assertThat(Pattern.compile("<article ").matcher(shown).results()).hasSize(3);
        // Six pictures of each job that succeeded; photograph and target of the one that failed.
        assertThat(Pattern.compile("<figure class").matcher(shown).results()).hasSize(6 + 6 + 2);
        assertThat(Pattern.compile("<path class=\"line\"").matcher(shown).results())
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(shown).contains("class=\"own\"", "href=\"#job-0\"", "id=\"job-0\"");
    }

    @Test
    void marksWhatSaysNothingAboutRobustness() throws IOException, InterruptedException {
        String id = "says-nothing";
        topics.write(campaign(id, "says nothing", 3));
        ImageQuality clean = new ImageQuality(18.16, 0.9, 0.8);
        ImageQuality equal = new ImageQuality(Double.POSITIVE_INFINITY, Double.NaN, 1);
        AttackSpec usual = Messages.request(id, 0).attack();
        Warning worse = new Warning(Warning.DOES_NOT_RESTORE, "The kernel is probably flipped");
        Warning unmoved = new Warning(Warning.NO_MOVEMENT, "The gradient was zero");
        AttackRequest first = Messages.request(id, 0, "photograph", usual.named("adam"));
        AttackRequest second =
                Messages.request(id, 1, "photograph", steps(usual, 7).named("adam in haste"));
        AttackRequest third = Messages.request(id, 2, "black", usual.named("adam"));
        List<AttackRequest> requests = List.of(first, second, third);
        requests.forEach(topics::write);
        topics.write(Messages.success(
                first, Messages.evaluation(22.55, clean, new ImageQuality(11.5, 0.3, 0.2), null, 9.5), worse));
        topics.write(Messages.success(second, Messages.evaluation(22.55, clean, clean, null, null), worse, unmoved));
        topics.write(Messages.success(third, Messages.evaluation(30, equal, equal, null, 0.5)));
        Eventually.holds(() -> given().get("/api/v1/campaigns/" + id).then().body("succeeded", equalTo(3)));

        String shown = shown(report(id, ""));

        assertThat(shown.replaceAll("<[^>]*>", ""))
                .contains("worst over attacks (2)", "1 of 1 did not move", "18.16 −1")
                .contains("does not restore: clean 18.16 dB is 4.39 dB below blurred")
                .contains("Drawn faint: wiener does not restore")
                .contains("Robustness of a network that does not restore says nothing")
                .contains("no-movement", "The gradient was zero", "The kernel is probably flipped");
        assertThat(shown).contains("class=\"line pale\"").doesNotContain("class=\"line\"");
    }

    private static AttackSpec steps(AttackSpec attack, int steps) {
        return new AttackSpec(attack.objective(), steps, attack.stepSize(), attack.clip(), attack.iterate());
    }

    @Test
    void needsNoResults() throws IOException, InterruptedException {
        topics.write(Messages.campaign("unbegun", 1));
        Eventually.holds(() -> given().get("/api/v1/campaigns/unbegun").then().statusCode(200));

        String shown = shown(report("unbegun", ""));

        assertThat(shown).contains("No job has succeeded yet").doesNotContain("<article ");
        assertThat(Pattern.compile("<section (?![^>]*hidden)").matcher(shown).find())
                .isFalse();
    }

    @Test
    void staysSmallWithManyLargePictures() throws IOException, InterruptedException {
        String id = "noisy";
        int jobs = 24;
        byte[] small = png(240, 320, 1);
        byte[] large = png(768, 1024, 2);
        topics.write(campaign(id, "noisy", jobs));
        for (int job = 0; job < jobs; job++) {
            List<Artifact> artifacts = new ArrayList<>();
            for (int i = 0; i < PICTURES.size(); i++) {
                artifacts.add(new Artifact(PICTURES.get(i), commented(i == 3 ? large : small, 100 * job + i)));
            }
            artifacts.add(perturbation(240, 320, job));
            succeed(
                    request(id, job, AttackSpec.Norm.LINF),
                    artifacts,
                    new JudgedEvaluation(RGDN_10, Messages.evaluation(10 + job)));
        }
        Eventually.holds(() -> given().get("/api/v1/campaigns/" + id).then().body("succeeded", equalTo(jobs)));

        String page = report(id, "");

        assertThat(inside(page).get("files")).hasSize(1 + jobs * 5);
        assertThat(page.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(5_000_000);
        // Job 2 is targeted. Networks that judge themselves alone are not named as judges, nor is the usual norm.
        assertThat(shown(page))
                .contains("<article ", "rgdn@10, ε = 4/255: 21.91 ± 6.93, 23 jobs")
                .doesNotContain(", pictures by")
                .doesNotContain(">judged on</th>")
                .doesNotContain("rms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?pictures=-1", "?pictures=1001", "?pictures=many", "?photos=1"})
    void refusesWhatItDoesNotKnow(String query) {
        given().get("/api/v1/campaigns/" + ID + "/report.html" + query)
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:shakedown:problem:invalid-parameter"))
                .body(
                        "detail",
                        containsString(query.contains("photos") ? "pictures" : "a whole number from 0 to 1000"));
    }

    @Test
    void isNotFoundWithoutTheCampaign() {
        given().get("/api/v1/campaigns/nothing/report.html").then().statusCode(404);
    }

    private void succeed(AttackRequest request, List<Artifact> artifacts, JudgedEvaluation... evaluations) {
        topics.write(request);
        artifacts.forEach(artifact -> topics.write(request.jobId(), artifact));
        topics.write(Messages.success(request.campaignId(), request.jobId(), artifacts, List.of(evaluations)));
    }

    private static SubmittedCampaign campaign(String id, String name, long jobs) {
        SubmittedCampaign usual = Messages.campaign(id, jobs);
        Campaign of = usual.campaign();
        Campaign named = new Campaign(
                of.schema(),
                name,
                of.images(),
                of.blurs(),
                List.of(RGDN_10.id()),
                List.of(RGDN_50.id()),
                of.attacks(),
                of.budgets(),
                of.seed());
        return new SubmittedCampaign(
                usual.schema(),
                id,
                named,
                List.of(RGDN_10),
                List.of(List.of(RGDN_10, RGDN_50)),
                jobs,
                usual.submitted());
    }

    private static AttackRequest request(String id, long ordinal, AttackSpec.Norm norm) {
        AttackRequest usual = Messages.request(id, ordinal);
        Objective objective = ordinal == 2 ? new Objective.Targeted(EVIL, image()) : new Objective.Untargeted();
        AttackSpec attack = new AttackSpec(
                objective,
                Distance.L2,
                norm,
                AttackSpec.Start.UNIFORM,
                AttackSpec.Update.ADAM,
                250,
                0.001,
                true,
                AttackSpec.Iterate.LAST,
                1,
                null,
                null,
                false,
                AttackSpec.TRACE_EVERY);
        return new AttackRequest(
                AttackRequest.SCHEMA,
                usual.jobId(),
                id,
                ordinal,
                new ImageSource.Sharp("astronaut", image()),
                usual.blur(),
                RGDN_10,
                attack,
                4.0,
                ordinal,
                Messages.SUBMITTED);
    }

    private static ImageRef image() {
        return new ImageRef(SHA256, 64, 48);
    }

    private static List<Artifact> artifacts(int height, int width, int seed) {
        List<Artifact> artifacts = new ArrayList<>();
        for (int i = 0; i < PICTURES.size(); i++) {
            artifacts.add(new Artifact(PICTURES.get(i), png(height, width, seed + i)));
        }
        artifacts.add(perturbation(height, width, seed));
        return artifacts;
    }

    private static Artifact perturbation(int height, int width, int seed) {
        float[] delta = noise(height, width, seed);
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (delta[i] - 0.5f) * 8 / 255;
        }
        return new Artifact(
                ArtifactKind.PERTURBATION, NpyEncoder.encode(FloatArray.of(Shape.of(3, height, width), delta)));
    }

    /** Another file of the same picture, with a comment behind its header: to encode noise takes long. */
    private static byte[] commented(byte[] png, int number) {
        byte[] comment = ("tEXtComment\0" + number).getBytes(StandardCharsets.ISO_8859_1);
        CRC32 check = new CRC32();
        check.update(comment);
        return ByteBuffer.allocate(png.length + comment.length + 8)
                .put(png, 0, PNG_HEADER)
                .putInt(comment.length - 4)
                .put(comment)
                .putInt((int) check.getValue())
                .put(png, PNG_HEADER, png.length - PNG_HEADER)
                .array();
    }

    private static byte[] png(int height, int width, int seed) {
        return PngEncoder.encode(PlanarImage.of(height, width, noise(height, width, seed)));
    }

    private static float[] noise(int height, int width, int seed) {
        Random random = new Random(seed);
        float[] values = new float[3 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static String report(String id, String query) {
        return given().get("/api/v1/campaigns/" + id + "/report.html" + query)
                .then()
                .statusCode(200)
                .contentType("text/html;charset=utf-8")
                .header("Content-Disposition", "attachment; filename=\"report-" + id + ".html\"")
                .extract()
                .asString();
    }

    private JsonNode inside(String page) throws IOException {
        String begin = "id=\"inside\">";
        int from = page.indexOf(begin) + begin.length();
        return json.readTree(page.substring(from, page.indexOf("</script>", from)));
    }

    /** What a browser makes of the file, without scripts and styles. */
    private String shown(String page) throws IOException, InterruptedException {
        return withoutCode(Chromium.show(Files.writeString(directory.resolve("report.html"), page), directory));
    }

    private static String withoutCode(String page) {
        return page.replaceAll("(?s)<(script|style)[^>]*>.*?</\\1>", "");
    }

    private static String resource(String path) throws IOException {
        try (InputStream resource = CampaignReportComponentTest.class.getResourceAsStream(path)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
