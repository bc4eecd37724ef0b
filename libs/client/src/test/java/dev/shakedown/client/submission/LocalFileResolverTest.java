package dev.shakedown.client.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileResolverTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void makePhotographs() throws IOException {
        Files.createDirectories(folder.resolve("photos/deep"));
        for (String file : List.of("b.png", "a.png", "c.JPG", "notes.txt", ".hidden.png", "deep/d.png")) {
            Files.write(folder.resolve("photos").resolve(file), new byte[] {1});
        }
        Files.write(folder.resolve("k.mat"), new byte[] {1});
    }

    @Test
    void namesAnImageAfterItsFile() throws IOException {
        PreparedCampaign campaign = prepare("images: [{file: photos/a.png}, {name: other, file: photos/b.png}]");

        assertThat(names(campaign)).containsExactly("a", "other");
        assertThat(campaign.references())
                .extracting(FileReference::field)
                .containsExactly("images[0].file", "images[1].file");
    }

    @Test
    void expandsADirectoryToItsPhotographs() throws IOException {
        PreparedCampaign campaign = prepare("images: [{file: photos}]");

        assertThat(names(campaign)).containsExactly("a", "b", "c");
    }

    @Test
    void expandsGlobs() throws IOException {
        assertThat(names(prepare("images: [{file: 'photos/*.png'}]")))
                .containsExactly(".hidden".substring(1), "a", "b");
        assertThat(names(prepare("images: [{file: 'photos/**.png'}]"))).contains("a", "b", "d");
        assertThat(names(prepare("images: [{file: 'photos/[ab].png'}]"))).containsExactly("a", "b");
    }

    @Test
    void takesAnExistingPathLiterally() throws IOException {
        Files.write(folder.resolve("photos/[ab].png"), new byte[] {1});

        assertThat(names(prepare("images: [{file: 'photos/[ab].png'}]"))).containsExactly("ab");
    }

    @Test
    void tellsFieldsAsTheUserWroteThem() throws IOException {
        PreparedCampaign campaign = prepare("images: [{file: photos}, {sha256: abc}]");

        assertThat(campaign.asWritten("images[2].file")).isEqualTo("images[0].file");
        assertThat(campaign.asWritten("images[3].sha256")).isEqualTo("images[1].sha256");
        assertThat(campaign.asWritten("attacks[0].steps")).isEqualTo("attacks[0].steps");
    }

    @Test
    void findsBlurredImagesTargetsAndKernels() throws IOException {
        PreparedCampaign campaign = prepare("""
                images:
                  - {blurred: {file: photos/a.png}, sharp: {file: photos/b.png}, kernel: {type: file, file: k.mat}}
                blurs:
                  - {kernel: {type: file, file: k.mat, variable: kernels, index: 2, scaleTo: 21}}
                  - grid: {rows: 1, columns: 2, kernels: [{type: gaussian}, {type: file, file: k.mat, index: 1}]}
                attacks: [{type: targeted, target: {file: photos/c.JPG}}, {type: targeted, target: {name: a}}]
                """);

        assertThat(campaign.references())
                .extracting(FileReference::field)
                .containsExactly(
                        "images[0].blurred.file",
                        "images[0].sharp.file",
                        "images[0].kernel.file",
                        "blurs[0].kernel.file",
                        "blurs[1].grid.kernels[1].file",
                        "attacks[0].target.file");
        assertThat(names(campaign)).containsExactly("a");
        assertThat(campaign.tree().at("/attacks/0/target/name").asText()).isEqualTo("c");
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(() -> prepare("""
                        images:
                          - {file: absent.png}
                          - {file: 'none/*.png'}
                          - {name: several, file: photos}
                          - {file: photos/a.png, sha256: abc}
                          - {file: 5}
                        blurs: [{kernel: {type: file, file: photos/c.JPG}}]
                        attacks: [{target: {file: photos}}]
                        """))
                .isInstanceOfSatisfying(
                        InvalidDocument.class,
                        refusal -> assertThat(refusal.lines())
                                .containsExactly(
                                        "images[0].file: absent.png: no such file",
                                        "images[1].file: none/*.png: matches no file",
                                        "images[2].name: cannot be given where file means several photographs",
                                        "images[3]: must have file or sha256, not both",
                                        "images[4].file: 5: must be the path of a file",
                                        "blurs[0].kernel.file: photos/c.JPG: must end in .png, .npy, .txt, .csv or .mat",
                                        "attacks[0].target.file: photos: must be one file, not 3"));
    }

    @Test
    void leavesWhatItDoesNotUnderstandToTheService() throws IOException {
        PreparedCampaign campaign = prepare("images: nonsense\nblurs: {a: 1}\nattacks: [5]\nunknown: true");

        assertThat(campaign.references()).isEmpty();
        assertThat(campaign.tree().get("images").asText()).isEqualTo("nonsense");
    }

    private static List<String> names(PreparedCampaign campaign) {
        return campaign.tree().get("images").findValuesAsText("name");
    }

    private PreparedCampaign prepare(String yaml) throws IOException {
        return LocalFileResolver.resolve(
                CampaignDocument.read(Files.writeString(folder.resolve("campaign.yaml"), yaml)));
    }
}
