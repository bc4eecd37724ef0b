package dev.shakedown.service.routing;

import dev.shakedown.contract.http.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the OpenAPI document what holds for every call: the statuses of refusals, which are problem documents; that
 * parameters are text and answers are files unless a call says otherwise; and which fields can be null.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class InterfaceDescription implements OASFilter {

    private static final DotName NULLABLE = DotName.createSimple(Nullable.class.getName());
    private static final String OWN = "dev.shakedown.";
    private static final String PROBLEM = "#/components/schemas/Problem";

    private final IndexView index;

    /** Looks up in the application's classes which fields can be null. */
    public InterfaceDescription(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() != null && document.getPaths().getPathItems() != null) {
            document.getPaths().getPathItems().forEach(this::describe);
        }
        Components components =
                document.getComponents() == null ? OASFactory.createComponents() : document.getComponents();
        document.setComponents(components);
        Map<String, Schema> schemas = components.getSchemas() == null ? Map.of() : Map.copyOf(components.getSchemas());
        schemas.forEach(this::markNullable);
        if (!schemas.containsKey("Problem")) {
            components.addSchema("Problem", problem());
        }
    }

    /** As Problem's JSON, where no call describes it. */
    private static Schema problem() {
        Schema violation = object().addProperty("field", text())
                .addProperty("value", text().addType(Schema.SchemaType.NULL))
                .addProperty("expected", text());
        return object().addProperty("type", text())
                .addProperty("title", text())
                .addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
                .addProperty("detail", text())
                .addProperty(
                        "violations",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.ARRAY)
                                .items(violation));
    }

    private static Schema object() {
        return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }

    private void describe(String path, PathItem item) {
        if (item.getParameters() != null) {
            item.getParameters().forEach(InterfaceDescription::giveType);
        }
        item.getOperations().forEach((method, operation) -> {
            if (operation.getParameters() != null) {
                operation.getParameters().forEach(InterfaceDescription::giveType);
            }
            describeBytes(operation.getResponses());
            addRefusals(path, method, operation);
        });
    }

    private static void giveType(Parameter parameter) {
        if (parameter.getRef() == null && parameter.getSchema() == null && parameter.getContent() == null) {
            parameter.setSchema(text());
        }
        Schema schema = parameter.getSchema();
        if (schema != null && schema.getPattern() != null && schema.getType() == null) {
            schema.addType(Schema.SchemaType.STRING);
        }
    }

    /** An answer of a type that nothing describes is a file, and a part of a file is what the whole is. */
    private static void describeBytes(APIResponses responses) {
        APIResponse whole = responses.getAPIResponse("200");
        if (whole == null || whole.getContent() == null) {
            return;
        }
        whole.getContent().getMediaTypes().values().stream()
                .filter(content -> content.getSchema() == null)
                .forEach(content -> content.setSchema(text().format("binary")));
        APIResponse part = responses.getAPIResponse("206");
        if (part != null) {
            part.setContent(whole.getContent());
        }
    }

    private static void addRefusals(String path, PathItem.HttpMethod method, Operation operation) {
        APIResponses responses = operation.getResponses();
        boolean changes = method != PathItem.HttpMethod.GET;
        boolean hasBody = operation.getRequestBody() != null;
        add(responses, "400", "A parameter, header or body is not valid", true);
        add(responses, "401", "There is no token, or it is not valid", true);
        add(responses, "403", "The token does not have the role", true);
        add(responses, "404", "There is no such thing", path.contains("{"));
        add(responses, "408", "The body did not arrive in time", hasBody);
        add(responses, "413", "The body is too large", hasBody);
        add(responses, "429", "The client has sent too many calls or bodies; Retry-After has seconds", changes);
        add(responses, "503", "Kafka, PostgreSQL or the other service does not answer", true);
        add(responses, "default", "A refusal that HTTP itself explains, such as 405, 406 or 415", true);
        responses.getAPIResponses().forEach((status, response) -> {
            boolean refuses = status.startsWith("4") || status.startsWith("5") || status.equals("default");
            if (refuses && response.getContent() == null) {
                addProblem(response);
            }
        });
    }

    private static void add(APIResponses responses, String status, String description, boolean applies) {
        if (applies && !responses.hasAPIResponse(status)) {
            responses.addAPIResponse(status, OASFactory.createAPIResponse().description(description));
        }
    }

    private static void addProblem(APIResponse refusal) {
        refusal.setContent(OASFactory.createContent()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(PROBLEM))));
    }

    private void markNullable(String name, Schema schema) {
        if (schema.getProperties() == null) {
            return;
        }
        Map<String, Schema> properties = Map.copyOf(schema.getProperties());
        for (ClassInfo type : index.getKnownClasses()) {
            if (isDescribedBy(name, properties.keySet(), type)) {
                for (RecordComponentInfo component : type.recordComponents()) {
                    Schema described = properties.get(component.name());
                    if (described != null && component.type().hasAnnotation(NULLABLE)) {
                        schema.addProperty(component.name(), orNull(described));
                    }
                }
            }
        }
    }

    /** A schema has the simple name of its record, with a number where several have the same. */
    private static boolean isDescribedBy(String name, Set<String> properties, ClassInfo type) {
        return type.isRecord()
                && type.name().toString().startsWith(OWN)
                && type.simpleName().equals(name.replaceFirst("\\d+$", ""))
                && type.recordComponents().stream()
                        .map(RecordComponentInfo::name)
                        .collect(Collectors.toSet())
                        .equals(properties);
    }

    private static Schema orNull(Schema described) {
        if (described.getRef() != null) {
            return OASFactory.createSchema()
                    .anyOf(List.of(described, OASFactory.createSchema().addType(Schema.SchemaType.NULL)));
        }
        if (described.getType() != null && !described.getType().contains(Schema.SchemaType.NULL)) {
            described.addType(Schema.SchemaType.NULL);
        }
        return described;
    }
}
