package dev.shakedown.resultstore.page;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** {@code shakedown.job-api}: where the pages' readers reach job-api. */
@ConfigMapping(prefix = "shakedown.job-api")
public interface JobApiConfig {

    /**
     * The address of job-api for browsers. Pages then offer to pause, resume, cancel and retry, and commands that they
     * show name the address. Without it they do neither. No default.
     */
    Optional<URI> publicUrl();
}
