package dev.shakedown.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Servers that answer as PostgreSQL, Kafka and others answer what they do not understand. */
class ServiceProbeTest {

    private interface Conversation {
        void with(Socket client) throws IOException;
    }

    @Test
    void recognisesJobApi() throws IOException {
        try (StubServices services = new StubServices()) {
            assertThat(foreign(services.address())).isEmpty();
        }
    }

    @Test
    void saysNothingWhereNothingAnswers() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(foreign(URI.create("http://127.0.0.1:" + free))).isEmpty();
        assertThat(foreign(URI.create("http://no-such-host.invalid:8080"))).isEmpty();
        assertThatThrownBy(() -> new JobApiClient(URI.create("http://no-such-host.invalid:8080")).networks())
                .isInstanceOf(ServiceFailure.Unreachable.class)
                .hasMessage("no answer from http://no-such-host.invalid:8080: there is no host of that name");
    }

    @Test
    void recognisesAPage() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] page = "<html><title> My\nblog </title></html>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Server", "nginx");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        try {
            URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());

            assertThat(foreign(address))
                    .hasValue("an HTTP server that is not Shakedown (status 200, nginx, page \"My blog\")");
            assertThatThrownBy(() -> new JobApiClient(address).resultStore())
                    .isInstanceOf(ServiceFailure.WrongService.class)
                    .hasMessage(address + ": an HTTP server that is not Shakedown (status 200, nginx, page \"My blog\")"
                            + " answers there: must be the address of job-api, for example http://127.0.0.1:8080");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void recognisesAResultStore() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean list = exchange.getRequestURI().getPath().equals("/api/v1/campaigns");
            byte[] body = (list ? "{\"campaigns\": [], \"next\": null}" : "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(list ? 200 : 404, list ? body.length : -1);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            assertThat(foreign(
                            URI.create("http://127.0.0.1:" + server.getAddress().getPort())))
                    .hasValue("a Shakedown result-store");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void recognisesPostgresql() throws IOException {
        // It takes the first four bytes for a length, and answers a request for TLS.
        assertThat(answer(client -> {
                    DataInputStream in = new DataInputStream(client.getInputStream());
                    if (in.readInt() == 8 && in.readInt() == 80877103) {
                        client.getOutputStream().write('N');
                    }
                }))
                .hasValue("a PostgreSQL server");
    }

    @Test
    void recognisesKafka() throws IOException {
        assertThat(answer(client -> {
                    DataInputStream in = new DataInputStream(client.getInputStream());
                    if (in.readInt() == 10 && in.readShort() == 18) {
                        in.readShort();
                        DataOutputStream out = new DataOutputStream(client.getOutputStream());
                        out.writeInt(4);
                        out.writeInt(in.readInt());
                    }
                }))
                .hasValue("a Kafka broker");
    }

    @Test
    void quotesWhatAServerSaysUnasked() throws IOException {
        assertThat(answer(client ->
                        client.getOutputStream().write("SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.UTF_8))))
                .hasValue("a server that does not speak HTTP and says \"SSH-2.0-OpenSSH_9.6\"");
        assertThat(answer(client -> client.getInputStream().read())).hasValue("a server that does not speak HTTP");
    }

    @Test
    void saysThatAServerHasNoTls() throws IOException {
        try (StubServices services = new StubServices()) {
            URI https = URI.create(services.address().toString().replace("http:", "https:"));

            assertThat(foreign(https)).hasValue("a server without TLS (use http://)");
        }
    }

    /** What is found of a server that holds one conversation with every client and hangs up. */
    private static Optional<String> answer(Conversation conversation) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> serve(server, conversation));
            thread.setDaemon(true);
            thread.start();
            return foreign(URI.create("http://127.0.0.1:" + server.getLocalPort()));
        }
    }

    private static void serve(ServerSocket server, Conversation conversation) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                conversation.with(client);
            } catch (IOException e) {
                // The client has hung up, or the test has ended.
            }
        }
    }

    private static Optional<String> foreign(URI address) {
        return ServiceProbe.foreign(address, Optional.empty());
    }
}
