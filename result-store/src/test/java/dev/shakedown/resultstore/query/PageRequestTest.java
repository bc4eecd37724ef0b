package dev.shakedown.resultstore.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.resultstore.query.StoredDeadLetterResource.PageRequest;
import dev.shakedown.service.problem.Checked;
import org.junit.jupiter.api.Test;

class PageRequestTest {

    @Test
    void startsAtTheBeginningWithAHundredUnlessToldOtherwise() {
        assertThat(PageRequest.check(null, null, 500)).isEqualTo(new Checked.Valid<>(new PageRequest(-1, 100)));
        assertThat(PageRequest.check(null, null, 20)).isEqualTo(new Checked.Valid<>(new PageRequest(-1, 20)));
        assertThat(PageRequest.check("7", "500", 500)).isEqualTo(new Checked.Valid<>(new PageRequest(7, 500)));
    }

    @Test
    void isNeverLargerThanAllowed() {
        assertThat(PageRequest.check(null, "501", 500)).isInstanceOf(Checked.Invalid.class);
        assertThat(PageRequest.check(null, "4294967297", 500)).isInstanceOf(Checked.Invalid.class);
    }
}
