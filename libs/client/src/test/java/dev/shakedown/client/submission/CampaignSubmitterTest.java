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
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignSubmitterTest {

    @TempDir
    private Path folder;

    @AutoClose
    private final StubServices services = new StubServices();

    @BeforeEach
    void start() throws IOException {
        Files.write(folder.resolve("a.png"), TestJob.picture(1));
        Files.write(folder.resolve("k.mat"), TestJob.picture(2));
    }

    @Test
    void uploadsEachFileOnceAndNamesItByItsHash() throws IOException {
        String yaml = """
                images: [{file: a.png}, {name: again, file: ./a.png}]
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
                {"field":"images[2].name","value":"b","expected":"unique"}]}""");

        assertThatThrownBy(() -> submit("images: [{file: a.png}, {file: '*.png'}]"))
                .isInstanceOfSatisfying(
                        InvalidDocument.class,
                        refusal -> assertThat(refusal.lines())
                                .containsExactly(
                                        "attacks[0].steps: -5: must be a whole number from 1 to 100000",
                                        "images[1].name: b: must be unique"));
    }

    private SubmittedCampaign submit(String yaml) throws IOException {
        CampaignDocument document = CampaignDocument.read(Files.writeString(folder.resolve("campaign.yaml"), yaml));
        return CampaignSubmitter.submit(document, new JobApiClient(services.address()));
    }
}
