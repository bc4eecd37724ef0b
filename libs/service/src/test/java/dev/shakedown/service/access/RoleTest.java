package dev.shakedown.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoleTest {

    @Test
    void eachRoleImpliesThoseBeforeIt() {
        assertThat(Role.of(List.of("read"))).containsExactlyInAnyOrder("read");
        assertThat(Role.of(List.of("submit"))).containsExactlyInAnyOrder("read", "submit");
        assertThat(Role.of(List.of("admin"))).containsExactlyInAnyOrder("read", "submit", "admin");
    }

    @Test
    void groupsThatAreNoRolesGiveNothing() {
        assertThat(Role.of(List.of("Admin", "everyone"))).isEmpty();
        assertThat(Role.of(List.of())).isEmpty();
    }
}
