package dev.shakedown.jobapi;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;

/** The HTTP interface as a whole. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Shakedown job API",
                        version = "1",
                        description =
                                "Submit campaigns of adversarial attacks on image-deblurring networks, and watch them. "
                                        + "Upload images and kernels first, then post a campaign document that names "
                                        + "them by SHA-256. Errors are problem documents (RFC 9457) with stable types.",
                        license = @License(name = "Apache-2.0")))
public class JobApiApplication extends Application {}
