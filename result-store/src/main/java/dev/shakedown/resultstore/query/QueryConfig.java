package dev.shakedown.resultstore.query;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Answers over HTTP. */
@ConfigMapping(prefix = "shakedown.query")
public interface QueryConfig {

    /** The most results, campaigns or dead letters that one page may hold. */
    @WithDefault("500")
    int largestPage();
}
