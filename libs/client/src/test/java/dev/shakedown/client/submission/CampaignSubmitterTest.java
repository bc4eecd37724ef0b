package dev.shakedown.client.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.StubServices;
import dev.shakedown.client.TestJob;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignSubmitterTest {

    @TempDir
    private Path folder;

    @AutoClose
    private final StubServices services = new StubServices();

    private final List<String> notes = new ArrayList<>();
    private boolean strict;

    @BeforeEach
    void start() throws IOException {
        Files.write(folder.resolve("a.png"), TestJob.picture(1));
        Files.write(folder.resolve("k.mat"), TestJob.picture(2));
    }

    @Test
    void uploadsEachFileOnceAndNamesItByItsHash() throws IOException {
        String yaml = """
                images: [{name: a, file: a.png}, {name: again, file: ./a.png}]
                attacks: [{type: targeted, target: {file: a.png}, steps: 5}]
                """;

        SubmittedCampaign submitted = submit(yaml);

        String sha256 = TestJob.sha256(TestJob.picture(1));
        assertThat(submitted.id()).isEqualTo("campaign-0");
        assertThat(services.requests()).containsExactly("POST /api/v1/images", "POST /api/v1/campaigns");
        assertThat(services.submitted()).hasToString("""
                        {"images":[{"name":"a","sha256":"HASH"},{"name":"again","sha256":"HASH"}],\
                        "attacks":[{"type":"targeted","target":{"name":"a","sha256":"HASH"},"steps":5}]}""".replace("HASH", sha256));
    }

    @Test
    void uploadsAKernelOncePerChoiceWithinItsFile() throws IOException {
        String yaml = """
                blurs:
                  - kernel: {type: file, file: k.mat, variable: ks, index: 1}
                  - kernel: {file: k.mat, variable: ks, index: 1}
                  - kernel: {type: file, file: k.mat, variable: ks, index: 2, name: mine}
                """;

        submit(yaml);

        assertThat(services.requests())
                .containsExactly(
                        "POST /api/v1/kernels?format=mat&name=k&variable=ks&index=1",
                        "POST /api/v1/kernels?format=mat&name=mine&variable=ks&index=2",
                        "POST /api/v1/campaigns");
        assertThat(services.submitted().at("/blurs/1/kernel"))
                .hasToString("{\"type\":\"file\",\"sha256\":\"%s\",\"size\":5,\"name\":\"stored\"}"
                        .formatted(TestJob.sha256(TestJob.picture(2))));
    }

    @Test
    void asksForPaddingAndTellsTheWarningsOfEachKernel() throws IOException {
        services.warnOfKernels("1 of 25 weights are negative and became 0");
        String yaml = """
                blurs:
                  - kernel: {type: file, file: k.mat, pad: true}
                  - kernel: {type: file, file: k.mat}
                """;

        submit(yaml);

        assertThat(services.requests())
                .containsExactly(
                        "POST /api/v1/kernels?format=mat&name=k&pad=true",
                        "POST /api/v1/kernels?format=mat&name=k",
                        "POST /api/v1/campaigns");
        assertThat(services.submitted().at("/blurs/0/kernel"))
                .hasToString("{\"type\":\"file\",\"sha256\":\"%s\",\"size\":5,\"name\":\"stored\"}"
                        .formatted(TestJob.sha256(TestJob.picture(2))));
        assertThat(notes)
                .containsExactly(
                        "warning: blurs[0].kernel.file: k.mat: 1 of 25 weights are negative and became 0",
                        "warning: blurs[1].kernel.file: k.mat: 1 of 25 weights are negative and became 0");
        strict = true;
        assertThatThrownBy(() -> submit(yaml))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("blurs[0].kernel.file: k.mat: 1 of 25 weights");
    }

    @Test
    void submitsNothingWhenAFileIsRefused() throws IOException {
        services.refuse("/api/v1/images", 422, """
                {"type":"urn:shakedown:problem:invalid-image","title":"bad","status":422,"detail":"truncated PNG"}""");

        assertThatThrownBy(() -> submit("images: [{file: a.png}]"))
                .isInstanceOf(InvalidDocument.class)
                .hasMessage("images[0].file: a.png: truncated PNG");
        assertThat(services.requests()).containsExactly("POST /api/v1/images");
    }

    @Test
    void tellsViolationsInTheUsersTerms() throws IOException {
        Files.write(folder.resolve("b.png"), TestJob.picture(3));
        services.refuse("/api/v1/campaigns", 422, """
                {"type":"urn:shakedown:problem:invalid-campaign","title":"bad","status":422,"violations":[
                {"field":"attacks[0].steps","value":"-5","expected":"a whole number from 1 to 100000"},
                {"field":"images[1].name","value":"b","expected":"unique"}]}""");

        assertThatThrownBy(() -> submit("images: [{file: a.png}, {file: '*.png'}]"))
                .isInstanceOfSatisfying(
                        InvalidDocument.class,
                        refusal -> assertThat(refusal.lines())
                                .containsExactly(
                                        "attacks[0].steps: -5: must be a whole number from 1 to 100000",
                                        "images[1].name: b.png: b: must be unique"));
    }

    @Test
    void dropsPicturesThatAreThereBefore() throws IOException {
        Files.createDirectories(folder.resolve("more"));
        Files.write(folder.resolve("more/copy.png"), TestJob.picture(1));
        Files.write(folder.resolve("more/b.png"), TestJob.picture(3));
        Files.write(folder.resolve("more/again.png"), TestJob.picture(3));

        submit("images: [{file: more}, {file: a.png, name: mine}, {file: a.png, name: mine too}]");

        assertThat(services.submitted().findValuesAsText("name")).containsExactly("again", "mine", "mine too");
        assertThat(notes)
                .containsExactly(
                        "warning: images[0].file: more/b.png: has the content of more/again.png, so it is left out",
                        "warning: images[0].file: more/copy.png: has the content of a.png, so it is left out");
        assertThat(services.requests())
                .filteredOn(request -> request.endsWith("/images"))
                .hasSize(2);
    }

    @Test
    void saysWhatAFileIsInsteadOfAPicture() throws IOException {
        Files.writeString(folder.resolve("lfs.png"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
        Files.writeString(folder.resolve("page.jpg"), "\n<!DOCTYPE html><html></html>");
        Files.writeString(folder.resolve("empty.png"), "");
        Files.writeString(folder.resolve("k.txt"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");

        assertThatThrownBy(() -> submit("""
                        images: [{file: '*.[pj][np]g'}]
                        blurs: [{kernel: {type: file, file: k.txt}}]
                        """))
                .isInstanceOfSatisfying(
                        InvalidDocument.class,
                        refusal -> assertThat(refusal.lines())
                                .containsExactly(
                                        "images[0].file: empty.png: is empty: must be a picture",
                                        "images[0].file: lfs.png: is a Git LFS pointer; git lfs pull fetches the file"
                                                + " itself: must be a picture",
                                        "images[0].file: page.jpg: is an HTML page; download the file itself: must be a"
                                                + " picture",
                                        "blurs[0].kernel.file: k.txt: is a Git LFS pointer; git lfs pull fetches the file"
                                                + " itself: must be a kernel"));
        assertThat(services.requests()).isEmpty();
    }

    @Test
    void goesOnWithoutUnusableFilesWhereTheDocumentSaysSo() throws IOException {
        Files.createDirectories(folder.resolve("m"));
        for (int i = 0; i < 5; i++) {
            Files.write(folder.resolve("m/p" + i + ".png"), TestJob.picture(10 + i));
        }
        Files.writeString(folder.resolve("m/q.png"), "<html>");
        services.refusePicture(TestJob.sha256(TestJob.picture(10)));
        services.refuseInCampaign(TestJob.sha256(TestJob.picture(11)), "");
        services.refuseInCampaign(TestJob.sha256(TestJob.picture(12)), "blurs[0].kernel.size");

        submit("images: [{file: m}]\nskipUnusable: true\n");

        assertThat(services.submitted().findValuesAsText("name")).containsExactly("p3", "p4");
        assertThat(services.submitted().has("skipUnusable")).isFalse();
        assertThat(notes)
                .containsExactly(
                        "left out: images[0].file: m/q.png: is an HTML page; download the file itself: must be a picture",
                        "left out: images[0].file: m/p0.png: truncated PNG",
                        "left out: images[0]: m/p1.png: 64x8: must be larger",
                        "left out: blurs[0].kernel.size: 9: must be at most 8, the shorter side of m/p2.png");
        assertThatThrownBy(() -> submit("images: [{file: m}]")).hasMessageContaining("m/q.png");
    }

    @Test
    void refusesWhereNoUsableFileIsLeft() throws IOException {
        services.refuseInCampaign(TestJob.sha256(TestJob.picture(1)), "");

        assertThatThrownBy(() -> submit("images: [{file: '*.png'}]\nskipUnusable: true\n"))
                .hasMessage("images[0]: a.png: 64x8: must be larger");
    }

    @Test
    void waitsWhereTheServiceTakesNoMoreUploadsAtPresent() throws IOException {
        services.limitUploads(2);

        submit("images: [{file: a.png}]\nskipUnusable: true");

        assertThat(services.submitted().findValuesAsText("name")).containsExactly("a");
        assertThat(services.requests())
                .filteredOn(request -> request.endsWith("/images"))
                .hasSize(3);
    }

    @Test
    void tellsTheServicesWarnings() throws IOException {
        services.warn("budgets[0]: 0.5: is odd");

        submit("images: [{file: a.png}]");

        assertThat(notes).containsExactly("warning: budgets[0]: 0.5: is odd");
    }

    @Test
    void refusesWarningsBeforeAnythingIsUploadedIfStrict() throws IOException {
        strict = true;
        Files.write(folder.resolve("b.png"), TestJob.picture(1));

        assertThatThrownBy(() -> submit("images: [{file: '*.png'}]"))
                .isInstanceOf(InvalidDocument.class)
                .hasMessage("images[0].file: b.png: has the content of a.png, so it is left out");
        assertThatThrownBy(() -> submit("images: [{file: a.png}]\nbudgets: [0.0313725, 8]"))
                .hasMessageContaining("budgets[0]: 0.0313725")
                .hasMessageContaining("8 ");
        assertThatThrownBy(() ->
                        submit("images: [{file: a.png}]\nbudgets: [4]\nattacks: [{type: untargeted, stepSize: 1}]"))
                .hasMessageContaining("attacks[0].stepSize: 1");
        assertThatThrownBy(() ->
                        submit("images: [{file: a.png}]\nbudgets: [4]\nattacks: [{type: untargeted, stepSize: 1e-12}]"))
                .hasMessageContaining("attacks[0].stepSize: 1");
        assertThat(services.requests()).isEmpty();

        submit("images: [{file: a.png}]\nbudgets: [0.3]\nattacks: [{type: untargeted, stepSize: budget/4, steps: 20},"
                + " {type: untargeted, update: apgd}, {type: untargeted, update: square}]");
        submit("images: [{file: a.png}]\nbudgets: [4, 8]\nattacks: [{type: targeted}, {type: untargeted, steps: 10}]");
        services.warn("budgets[0]: 4: is odd");

        assertThatThrownBy(() -> submit("images: [{file: a.png}]")).hasMessage("budgets[0]: 4: is odd");
        assertThat(services.requests())
                .filteredOn(request -> request.equals("POST /api/v1/campaigns"))
                .hasSize(2);
    }

    private SubmittedCampaign submit(String yaml) throws IOException {
        CampaignDocument document = CampaignDocument.read(Files.writeString(folder.resolve("campaign.yaml"), yaml));
        notes.clear();
        return new CampaignSubmitter(new JobApiClient(services.address()), strict, notes::add).submit(document);
    }
}
