package dev.shakedown.client.submission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As bash with globstar and dotglob off, and Python's pathlib, except where a comment says otherwise. */
class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "*.png, a.png, a",
        "*.png, b/a.png, -",
        "*.png, a.PNG, -",
        "*.png, .a.png, -",
        ".*.png, .a.png, a",
        "**/*.png, a.png, a",
        "**/*.png, b/a.png, b/a",
        "**/*.png, c/b/a.png, c/b/a",
        "**/*.png, .git/a.png, -",
        "**/*.png, b/.a.png, -",
        "**/x.png, x.png, ''",
        "**/x.png, b/x.png, b",
        "**/x.png, bx.png, -",
        "a/**, a/x.png, x.png",
        "a/**, a/b/x.png, b/x.png",
        "a/**, b/x.png, -",
        "a/**/b/*.png, a/b/1.png, 1",
        "a/**/b/*.png, a/c/b/1.png, c/1",
        "a/**/b/*.png, a/c/d/b/1.png, c/d/1",
        "a/**/b/*.png, a/c/1.png, -",
        "**/**/x.png, x.png, ''",
        "**, a/b.png, a/b.png",
        // Java's own globs and earlier versions read it so.
        "**.png, a/b.png, a/b",
        "?.png, a.png, a",
        "?.png, ab.png, -",
        "[ab].png, b.png, b",
        "[!ab].png, b.png, -",
        "[!ab].png, c.png, c",
        "[a-c]x.png, bx.png, b",
        "'x.{png,jpg}', x.jpg, ''",
        "'{a,b}/x.png', b/x.png, b",
        "test/*/sharp/*.png, test/G1/sharp/01.png, G1/01",
        "a+(b).png, a+(b).png, ''",
        "grün*.png, grün1.png, 1"
    })
    void matchesAsShellsDo(String pattern, String path, String expected) {
        String captured = Glob.compile(pattern).orElseThrow().match(path).orElse("-");

        assertThat(captured).isEqualTo(expected);
    }

    @Test
    void doesNotTellUnicodeFormsApart() {
        assertThat(Glob.compile("gr\u00fcn*.png").orElseThrow().match("gru\u0308n1.png"))
                .hasValue("1");
        assertThat(Glob.compile("gru\u0308n*.png").orElseThrow().match("gr\u00fcn1.png"))
                .hasValue("1");
    }

    @ParameterizedTest
    @CsvSource({"[a", "'{a,b'", "a[]"})
    void saysWhatIsNoPattern(String text) {
        assertThat(Glob.compile(text)).isEmpty();
    }
}
