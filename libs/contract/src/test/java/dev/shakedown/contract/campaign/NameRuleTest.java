package dev.shakedown.contract.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameRuleTest {

    private static final NameRule RULE = NameRule.LABEL;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "levin-1",
                "gr\u00fcn",
                "\u7167\u7247",
                "my photo (1)",
                "it's \"quoted\"",
                "a&b<c>",
                "test/G1/sharp/01.png",
                "\ud83d\ude00",
                "\ud83d\udc69\u200d\ud83d\udd2c",
                "-",
                "100 %"
            })
    void takesTextOfEveryLanguage(String name) {
        assertThat(RULE.read(name)).hasValue(name);
        assertThat(RULE.fit(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", " a", "a ", "a\tb", "a\nb", "a\u0000b", "a\u2028b", "a\u202eb", "a\ud83d", "\u00a0a"})
    void refusesWhatCannotBeShown(String name) {
        assertThat(RULE.read(name)).isEmpty();
        assertThat(RULE.read(RULE.fit(name))).isPresent();
    }

    @Test
    void takesBothUnicodeFormsForOne() {
        assertThat(RULE.read("gru\u0308n")).hasValue("gr\u00fcn");
        assertThat(RULE.fit("gru\u0308n")).isEqualTo("gr\u00fcn");
    }

    @Test
    void countsCharactersAndNotBytes() {
        String longest = "\ud83d\ude00".repeat(200);

        assertThat(RULE.read(longest)).hasValue(longest);
        assertThat(RULE.read(longest + "a")).isEmpty();
        assertThat(NameRule.ATTACK.read("a".repeat(101))).isEmpty();
    }

    @Test
    void shortensDifferentTextsToDifferentNames() {
        String one = RULE.fit("a".repeat(300) + "1" + "b".repeat(300));
        String other = RULE.fit("a".repeat(300) + "2" + "b".repeat(300));

        assertThat(one).isNotEqualTo(other).hasSize(200).startsWith("aaa").endsWith("bbb");
        assertThat(RULE.read(one)).hasValue(one);
    }
}
