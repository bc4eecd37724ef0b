package dev.shakedown.service.access;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.container.ResourceInfo;

/** Which role a call needs. */
public final class NeededRole {

    private NeededRole() {}

    /** The role that the method asks for, or else its class; {@link Role#ADMIN} where neither says. */
    public static String of(ResourceInfo called) {
        RolesAllowed ofMethod = called.getResourceMethod().getAnnotation(RolesAllowed.class);
        RolesAllowed allowed =
                ofMethod != null ? ofMethod : called.getResourceClass().getAnnotation(RolesAllowed.class);
        return allowed == null ? Role.ADMIN : String.join(" or ", allowed.value());
    }
}
