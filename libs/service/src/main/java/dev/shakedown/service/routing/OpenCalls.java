package dev.shakedown.service.routing;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;

/** Takes the demand for a token out of the OpenAPI document where calls need none. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public final class OpenCalls implements OASFilter {

    private final boolean open = !ConfigProvider.getConfig().getValue("shakedown.security.enabled", Boolean.class);

    @Override
    public Operation filterOperation(Operation operation) {
        if (open) {
            operation.setSecurity(null);
        }
        return operation;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (open && document.getComponents() != null) {
            document.getComponents().setSecuritySchemes(null);
        }
    }
}
