package dev.shakedown.stack;

import dev.shakedown.stack.embedded.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The services' processes: result-store, job-api, and workers. */
final class Services implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    /**
     * For a fast start of job-api, which waits for others. The result-store hashes and reads all that arrives, and
     * workers compare, encode and hash images: the second compiler makes that two to four times as fast.
     */
    private static final List<String> FAST_START = List.of("-XX:TieredStopAtLevel=1");

    /** All services listen on 127.0.0.1 only: no tokens, and no limits on what one person sends. */
    private static final Map<String, String> OPEN_TO_THIS_MACHINE =
            Map.of("shakedown.security.enabled", "false", "shakedown.limits.requests-per-minute", "0");

    private static final String SERVICE_HEAP = "-Xmx256m";
    private static final String WORKER_HEAP = "-Xmx1g";

    private final StackOptions options;
    private final Checkout checkout;
    private final DataDirectory data;
    private final Guard guard;
    /** In the order of their dependencies; the services of one list stop together. */
    private final List<List<ServiceProcess>> tiers = new ArrayList<>();

    private final List<URI> jobApis = new ArrayList<>();
    private final List<URI> workerAddresses = new ArrayList<>();
    private final List<BreakableProxy> proxies = new ArrayList<>();

    Services(StackOptions options, Checkout checkout, DataDirectory data, Guard guard) {
        this.options = options;
        this.checkout = checkout;
        this.data = data;
        this.guard = guard;
    }

    URI jobApi() {
        return address(options.apiPort());
    }

    /** Starts all processes; they get ready side by side. */
    void start(BackingServices backing) throws IOException {
        Map<String, String> common = with(
                OPEN_TO_THIS_MACHINE,
                with(options.settings(), Map.of("kafka.bootstrap.servers", backing.bootstrapServers())));
        Map<String, String> database = with(
                common,
                Map.of(
                        "shakedown.job-api.public-url", jobApi().toString(),
                        "quarkus.datasource.jdbc.url", backing.jdbcUrl(),
                        "quarkus.datasource.username", backing.databaseUser(),
                        "quarkus.datasource.password", "trusted"));
        List<Integer> more = LoopbackPorts.free(2 * (options.replicas() - 1));
        List<String> stores = new ArrayList<>();
        List<ServiceProcess> storeReplicas = new ArrayList<>();
        tiers.add(storeReplicas);
        for (int i = 0; i < options.replicas(); i++) {
            String name = replica("result-store", i);
            int port = i == 0 ? options.storePort() : more.get(2 * i - 2);
            stores.add(address(storeEntrance(name, port)).toString());
            storeReplicas.add(start(name, "result-store", port, SERVICE_HEAP, database, Map.of()));
        }

        List<ServiceProcess> apiReplicas = new ArrayList<>();
        tiers.add(apiReplicas);
        for (int i = 0; i < options.replicas(); i++) {
            String store = stores.get(i);
            int port = i == 0 ? options.apiPort() : more.get(2 * i - 1);
            Map<String, String> addresses = with(
                    common, Map.of("shakedown.result-store.url", store, "shakedown.result-store.public-url", store));
            jobApis.add(address(port));
            apiReplicas.add(start(replica("job-api", i), "job-api", port, SERVICE_HEAP, addresses, Map.of()));
        }

        List<ServiceProcess> workers = new ArrayList<>();
        tiers.add(workers);
        List<Integer> ports = LoopbackPorts.free(options.workers());
        for (int i = 0; i < options.workers(); i++) {
            String name = "worker-" + (i + 1);
            Map<String, String> worker = with(
                    common,
                    Map.of(
                            "shakedown.result-store.url", stores.get(i % stores.size()),
                            "shakedown.networks.directory", WorkerProgram.joined(options.networks()),
                            "shakedown.worker.name", name));
            workerAddresses.add(address(ports.get(i)));
            workers.add(start(name, "attack-worker", ports.get(i), WORKER_HEAP, worker, libtorch()));
        }
    }

    private static String replica(String service, int index) {
        return index == 0 ? service : service + "-" + (index + 1);
    }

    /** Returns when every service says that it is ready. */
    void awaitReady() throws InterruptedException {
        for (ServiceProcess service : processes()) {
            if (!Readiness.await(() -> Readiness.isReady(service.port()), this::failIfBroken)) {
                throw new StackFailure(service.name() + " did not get ready in time", service.log());
            }
        }
    }

    URI resultStore() {
        return address(options.storePort());
    }

    /** Of all replicas, the one that {@link #jobApi()} names first. */
    List<URI> jobApis() {
        return List.copyOf(jobApis);
    }

    List<URI> workers() {
        return List.copyOf(workerAddresses);
    }

    /** Whether every service says that it is ready. */
    boolean areReady() throws InterruptedException {
        for (ServiceProcess service : processes()) {
            if (!service.isAlive() || !Readiness.isReady(service.port())) {
                return false;
            }
        }
        return true;
    }

    void failIfBroken() {
        for (ServiceProcess service : processes()) {
            if (!service.isAlive()) {
                throw StackFailure.ofEnded(service.name(), service.end(), service.log());
            }
        }
    }

    @Override
    public void close() {
        for (int i = tiers.size() - 1; i >= 0; i--) {
            tiers.get(i).forEach(service -> service.terminate());
            tiers.get(i).forEach(service -> service.awaitStop(GRACE));
        }
        proxies.forEach(BreakableProxy::close);
    }

    List<ServiceProcess> processes() {
        return tiers.stream().flatMap(List::stream).toList();
    }

    List<BreakableProxy> proxies() {
        return List.copyOf(proxies);
    }

    private int storeEntrance(String name, int port) throws IOException {
        if (!options.proxied()) {
            return port;
        }
        BreakableProxy proxy = BreakableProxy.to(name, port);
        proxies.add(proxy);
        return proxy.port();
    }

    /** Ends all processes at once, without letting them finish anything. */
    void kill() {
        processes().forEach(ServiceProcess::kill);
    }

    /**
     * How a worker's libtorch shares the processors: each worker gets its part of them, and threads that wait for one
     * another sleep. If they spin, as is OpenMP's default, a step takes over ten times as long as soon as the broker or
     * the database needs a processor, too. Memory that a step frees is kept for the next one.
     */
    private Map<String, String> libtorch() {
        int share = Math.max(1, Runtime.getRuntime().availableProcessors() / options.workers());
        int threads = options.threads() > 0 ? options.threads() : share;
        return Map.of(
                "OMP_NUM_THREADS",
                Integer.toString(threads),
                "OMP_WAIT_POLICY",
                "PASSIVE",
                WorkerProgram.TF32,
                System.getenv().getOrDefault(WorkerProgram.TF32, "0"),
                WorkerProgram.ALLOCATOR,
                System.getenv().getOrDefault(WorkerProgram.ALLOCATOR, WorkerProgram.KEEP_MEMORY));
    }

    private ServiceProcess start(
            String name,
            String module,
            int port,
            String heap,
            Map<String, String> configuration,
            Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("env"));
        Map<String, String> clock = MovableClock.environment(options.clocks(), data.clock(name));
        with(readableLogs(), with(environment, clock))
                .forEach((variable, value) -> command.add(variable + "=" + value));
        command.add(Checkout.java().toString());
        command.addAll(JVM);
        command.add(heap);
        if (module.equals("job-api")) {
            command.addAll(FAST_START);
        }
        with(configuration, Map.of("quarkus.http.host", "127.0.0.1", "quarkus.http.port", Integer.toString(port)))
                .forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", checkout.service(module).toString()));
        return new ServiceProcess(name, port, command, data.path(), data.log(name), guard);
    }

    /** Human-readable logs, unless the environment says otherwise. */
    private static Map<String, String> readableLogs() {
        String key = "QUARKUS_LOG_CONSOLE_JSON_ENABLED";
        return Map.of(key, System.getenv().getOrDefault(key, "false"));
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
        Map<String, String> all = new TreeMap<>(some);
        all.putAll(others);
        return all;
    }

    private static URI address(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
