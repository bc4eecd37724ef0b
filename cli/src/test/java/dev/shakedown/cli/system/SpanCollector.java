package dev.shakedown.cli.system;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Takes spans as OTLP over HTTP, as a collector would, and keeps them. */
final class SpanCollector implements AutoCloseable {

    private final HttpServer server;
    private final List<Collected> spans = new CopyOnWriteArrayList<>();

    /**
     * A span.
     *
     * @param service who sent it
     */
    record Collected(String service, Span span) {

        String name() {
            return span.getName();
        }

        boolean isUnder(Collected parent) {
            return span.getTraceId().equals(parent.span.getTraceId())
                    && span.getParentSpanId().equals(parent.span.getSpanId());
        }

        boolean isRoot() {
            return span.getParentSpanId().equals(ByteString.EMPTY);
        }

        String attribute(String key) {
            return SpanCollector.attribute(span.getAttributesList(), key);
        }
    }

    SpanCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /** What a service's environment needs to send its spans here. */
    Map<String, String> environment() {
        return Map.of(
                "QUARKUS_OTEL_SDK_DISABLED", "false",
                "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Collected> spans() {
        return List.copyOf(spans);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = decoded(exchange)) {
            for (ResourceSpans resource :
                    ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
                String service = attribute(resource.getResource().getAttributesList(), "service.name");
                for (ScopeSpans scope : resource.getScopeSpansList()) {
                    scope.getSpansList().forEach(span -> spans.add(new Collected(service, span)));
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static InputStream decoded(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        return zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
    }

    private static String attribute(List<KeyValue> attributes, String key) {
        return attributes.stream()
                .filter(attribute -> attribute.getKey().equals(key))
                .map(attribute -> attribute.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }
}
