package dev.shakedown.client.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.contract.http.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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
        assertThat(names(prepare("images: [{file: 'photos/*.png'}]"))).containsExactly("a", "b");
        assertThat(names(prepare("images: [{file: 'photos/.*.png'}]"))).containsExactly(".hidden");
        assertThat(names(prepare("images: [{file: 'photos/**.png'}]"))).containsExactly("a", "b", "deep/d");
        assertThat(names(prepare("images: [{file: 'photos/**/*.png'}]"))).containsExactly("a", "b", "deep/d");
        assertThat(names(prepare("images: [{file: '**/d.png'}]"))).containsExactly("photos/deep/d");
        assertThat(names(prepare("images: [{file: 'photos/**/deep/*'}]"))).containsExactly("deep/d");
        assertThat(names(prepare("images: [{file: 'photos/[ab].png'}]"))).containsExactly("a", "b");
    }

    @Test
    void takesAnExistingPathLiterally() throws IOException {
        Files.write(folder.resolve("photos/[ab].png"), new byte[] {1});

        assertThat(names(prepare("images: [{file: 'photos/[ab].png'}]"))).containsExactly("[ab]");
    }

    @Test
    void tellsFieldsAsTheUserWroteThem() throws IOException {
        PreparedCampaign campaign = prepare("images: [{file: photos}, {sha256: abc}]");

        assertThat(campaign.asWritten(new Violation("images[2].sha256", "0", "one")))
                .isEqualTo("images[0].sha256: photos/c.JPG: 0: must be one");
        assertThat(campaign.asWritten(new Violation("images[3].sha256", null, "one")))
                .isEqualTo("images[1].sha256: must be one");
        assertThat(campaign.asWritten(
                        new Violation("attacks[0].steps", "0", "at most images[1], images[3], images[9]")))
                .isEqualTo("attacks[0].steps: 0: must be at most photos/b.png, images[1], images[9]");
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
        assertThat(campaign.document().at("/attacks/0/target/name").asText()).isEqualTo("c");
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
                          - {name: several, blurred: {file: photos}, sharp: {file: photos}}
                        skipUnusable: perhaps
                        blurs: [{kernel: {type: file, file: photos/c.JPG}}]
                        attacks: [{target: {file: photos}}]
                        """))
                .isInstanceOfSatisfying(
                        InvalidDocument.class,
                        refusal -> assertThat(refusal.lines())
                                .containsExactly(
                                        "skipUnusable: perhaps: must be true or false",
                                        "images[0].file: absent.png: no such file",
                                        "images[1].file: none/*.png: matches no file",
                                        "images[2].name: cannot be given where file means several photographs",
                                        "images[3]: must have file or sha256, not both",
                                        "images[4].file: 5: must be the path of a file",
                                        "images[5].name: cannot be given where file means several photographs",
                                        "blurs[0].kernel.file: photos/c.JPG: must end in .png, .npy, .txt, .csv or .mat",
                                        "attacks[0].target.file: photos: must be one file, not 3"));
    }

    @Test
    void pairsFilesOfTwoGlobs() throws IOException {
        gopro();

        PreparedCampaign campaign =
                prepare("images: [{blurred: {file: 'test/*/blur/*.png'}, sharp: {file: 'test/*/sharp/*.png'}}]");

        assertThat(names(campaign)).containsExactly("G1/blur/01", "G1/blur/02", "G2/blur/01");
        assertThat(pairs(campaign))
                .containsExactly(
                        "test/G1/blur/01.png test/G1/sharp/01.png",
                        "test/G1/blur/02.png test/G1/sharp/02.png",
                        "test/G2/blur/01.png test/G2/sharp/01.png");
        assertThat(campaign.warnings()).isEmpty();
    }

    @Test
    void takesPathsAloneForPairs() throws IOException {
        gopro();

        PreparedCampaign campaign = prepare("images: [{blurred: test/*/blur/*.png, sharp: test/*/sharp/*.png}]");

        assertThat(names(campaign)).containsExactly("G1/blur/01", "G1/blur/02", "G2/blur/01");
        assertThat(pairs(campaign))
                .containsExactly(
                        "test/G1/blur/01.png test/G1/sharp/01.png",
                        "test/G1/blur/02.png test/G1/sharp/02.png",
                        "test/G2/blur/01.png test/G2/sharp/01.png");
    }

    /** The GoPro test set: 11 folders, 1,111 pairs, the same names in each folder. */
    @Test
    void pairsElevenFoldersOfEqualNames() throws IOException {
        for (int i = 0; i < 1111; i++) {
            for (String kind : List.of("blur", "blur_gamma", "sharp")) {
                Path path = folder.resolve("gopro/test/GOPR%04d/%s/%06d.png".formatted(i % 11, kind, i / 11));
                Files.createDirectories(path.getParent());
                Files.write(path, new byte[] {1});
            }
        }

        PreparedCampaign campaign =
                prepare("images: [{blurred: gopro/test/*/blur/*.png, sharp: gopro/test/*/sharp/*.png}]");

        assertThat(names(campaign)).hasSize(1111).doesNotHaveDuplicates();
        assertThat(pairs(campaign)).allSatisfy(pair -> {
            String[] files = pair.split(" ");
            assertThat(files[1]).isEqualTo(files[0].replace("/blur/", "/sharp/"));
        });
    }

    @Test
    void namesWhatIsWrongWithSizes() {
        assertThatThrownBy(() -> prepare("""
                        images:
                          - {file: photos, resize: 1}
                          - {file: photos, resize: 640x, crop: {left: 1}}
                          - {file: photos, fit: crop}
                          - {file: photos, resize: 640, fit: cover, background: '#12'}
                          - {blurred: photos/a.png, resize: 640, kernel: {type: gaussian}}
                        attacks: [{type: targeted, target: {file: photos/a.png, resize: 8, fit: crop}}]
                        """))
                .isInstanceOfSatisfying(
                        InvalidDocument.class,
                        refusal -> assertThat(refusal.lines())
                                .containsExactly(
                                        "images[0].resize: 1: must be the longer side in pixels, for example 1024, or"
                                                + " WIDTHxHEIGHT, for example 640x480; 2 to 8192",
                                        "images[1].resize: 640x: must be the longer side in pixels, for example 1024, or"
                                                + " WIDTHxHEIGHT, for example 640x480; 2 to 8192",
                                        "images[1].crop: {\"left\":1}: must be WIDTHxHEIGHT of the middle, for example"
                                                + " 640x480, or {left: 0, top: 0, width: 640, height: 480}",
                                        "images[2].fit: crop: must stand beside a resize to a width and height, for"
                                                + " example resize: 640x480, fit: crop",
                                        "images[3].fit: cover: must be crop, resize or skip",
                                        "images[3].background: #12: must be white, black, grey or a colour such as"
                                                + " \"#ff8000\" (quoted)",
                                        "images[4].resize: 640: must be absent beside a kernel, because a resized"
                                                + " picture has another blur; use crop",
                                        "attacks[0].target.fit: crop: must be absent or skip beside resize; it is"
                                                + " resized to the size of the images"));
    }

    @Test
    void pairsFilesOfTwoFoldersByNameWithoutEnding() throws IOException {
        gopro();
        Files.move(folder.resolve("test/G1/sharp/01.png"), folder.resolve("test/G1/sharp/01.JPG"));

        PreparedCampaign campaign =
                prepare("images: [{blurred: {file: test/G1/blur}, sharp: {file: test/G1/sharp}, dataSet: G}]");

        assertThat(names(campaign)).containsExactly("01", "02");
        assertThat(pairs(campaign))
                .containsExactly(
                        "test/G1/blur/01.png test/G1/sharp/01.JPG", "test/G1/blur/02.png test/G1/sharp/02.png");
    }

    @Test
    void pairsAllBlurredPicturesWithTheOneSharpPicture() throws IOException {
        gopro();

        PreparedCampaign campaign =
                prepare("images: [{blurred: {file: test/G1/blur}, sharp: {file: test/G2/sharp/01.png}}]");

        assertThat(pairs(campaign))
                .containsExactly(
                        "test/G1/blur/01.png test/G2/sharp/01.png", "test/G1/blur/02.png test/G2/sharp/01.png");
    }

    @Test
    void namesPicturesWithoutAPartner() throws IOException {
        gopro();
        Files.delete(folder.resolve("test/G1/sharp/02.png"));
        Files.write(folder.resolve("test/G2/sharp/07.png"), new byte[] {1});
        String yaml = "images: [{blurred: {file: 'test/*/blur/*.png'}, sharp: {file: 'test/*/sharp/*.png'}}]";

        String unmatched =
                "images[0].sharp.file: test/*/sharp/*.png: test/G2/sharp/07.png: must have a blurred picture each;"
                        + " skipUnusable: true goes on without them";
        assertThatThrownBy(() -> prepare(yaml))
                .isInstanceOfSatisfying(
                        InvalidDocument.class,
                        refusal -> assertThat(refusal.lines())
                                .containsExactly(
                                        "images[0].sharp.file: test/*/sharp/*.png: has no picture for"
                                                + " test/G1/blur/02.png",
                                        unmatched));
        PreparedCampaign campaign = prepare(yaml + "\nskipUnusable: true");

        assertThat(names(campaign)).containsExactly("G1/blur/01", "G2/blur/01");
        assertThat(campaign.leftOut())
                .containsExactly(
                        "images[0].sharp.file: test/*/sharp/*.png: has no picture for test/G1/blur/02.png", unmatched);
        assertThat(campaign.warnings()).isEmpty();
        assertThat(campaign.document().has("skipUnusable")).isFalse();
    }

    @Test
    void givesEveryImageANameOfItsOwn() throws IOException {
        gopro();
        Files.write(folder.resolve("photos/a.jpg"), new byte[] {1});

        assertThat(names(prepare("images: [{file: photos}]"))).containsExactly("a.jpg", "a.png", "b", "c");
        assertThat(names(prepare("""
                        images:
                          - {file: test/G1/sharp/01.png}
                          - {file: test/G2/sharp/01.png}
                          - {file: ./photos/b.png}
                          - {file: photos/deep/d.png, name: b}
                          - {file: ../%s/test/G1/blur/01.png}
                        """.formatted(folder.getFileName()))))
                .containsExactly("test/G1/sharp/01", "test/G2/sharp/01", "b.png", "b", "test/G1/blur/01");
    }

    @Test
    void keepsUnicodeSpacesAndPunctuationInNames() throws IOException {
        Files.createDirectories(folder.resolve("n"));
        String longName = "\u00e4".repeat(110);
        for (String name : List.of(
                "gr\u00fcn",
                "\u7167\u7247",
                "my photo (1)",
                "it's \"quoted\"",
                "a&b<c>",
                "\ud83d\ude00",
                longName,
                " x ")) {
            Files.write(folder.resolve("n").resolve(name + ".png"), new byte[] {1});
        }
        Files.write(folder.resolve("n").resolve("gru\u0308n2.png"), new byte[] {1});

        PreparedCampaign campaign = prepare("images: [{file: n}]");

        assertThat(names(campaign))
                .containsExactlyInAnyOrder(
                        "gr\u00fcn",
                        "gr\u00fcn2",
                        "\u7167\u7247",
                        "my photo (1)",
                        "it's \"quoted\"",
                        "a&b<c>",
                        "\ud83d\ude00",
                        longName,
                        "x");
    }

    @Test
    void findsAFileInEitherUnicodeForm() throws IOException {
        Files.createDirectories(folder.resolve("gru\u0308n"));
        Files.write(folder.resolve("gru\u0308n/a\u0308.png"), new byte[] {1});

        assertThat(names(prepare("images: [{file: gr\u00fcn/\u00e4.png}]"))).containsExactly("\u00e4");
        assertThat(names(prepare("images: [{file: 'gr\u00fcn/*.png'}]"))).containsExactly("\u00e4");
        assertThat(names(prepare("images: [{file: gr\u00fcn}]"))).containsExactly("\u00e4");
    }

    @Test
    void shortensLongPathsToDifferentNames() throws IOException {
        Path deep = folder.resolve("n/" + "x".repeat(120) + "/" + "y".repeat(120));
        for (String name : List.of("1/a.png", "2/a.png")) {
            Files.createDirectories(deep.resolve(name).getParent());
            Files.write(deep.resolve(name), new byte[] {1});
        }

        List<String> names = names(prepare("images: [{file: 'n/**/*.png'}]"));

        assertThat(names).hasSize(2).doesNotHaveDuplicates().allMatch(name -> name.length() == 200);
        assertThat(names.get(0)).startsWith("xxx").endsWith("yyy/1/a");
    }

    private void gopro() throws IOException {
        for (String file :
                List.of("G1/blur/01", "G1/blur/02", "G1/sharp/01", "G1/sharp/02", "G2/blur/01", "G2/sharp/01")) {
            Path path = folder.resolve("test").resolve(file + ".png");
            Files.createDirectories(path.getParent());
            Files.write(path, file.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> pairs(PreparedCampaign campaign) {
        return campaign.images().stream()
                .map(image ->
                        image.files().stream().map(file -> file.file().shown()).collect(Collectors.joining(" ")))
                .toList();
    }

    @Test
    void leavesWhatItDoesNotUnderstandToTheService() throws IOException {
        PreparedCampaign campaign = prepare("images: nonsense\nblurs: {a: 1}\nattacks: [5]\nunknown: true");

        assertThat(campaign.references()).isEmpty();
        assertThat(campaign.document().get("images").asText()).isEqualTo("nonsense");
    }

    private static List<String> names(PreparedCampaign campaign) {
        return campaign.document().get("images").findValuesAsText("name");
    }

    private PreparedCampaign prepare(String yaml) throws IOException {
        PreparedCampaign campaign = LocalFileResolver.resolve(
                CampaignDocument.read(Files.writeString(folder.resolve("campaign.yaml"), yaml)));
        ImageNames.assign(campaign.images());
        return campaign;
    }
}
