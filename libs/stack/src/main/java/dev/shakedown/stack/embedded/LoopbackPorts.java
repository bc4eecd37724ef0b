package dev.shakedown.stack.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * TCP ports on 127.0.0.1. What is free now may be taken a moment later, but none is given out twice: the server that it
 * is meant for may start long after others. Safe for several threads.
 */
public final class LoopbackPorts {

    private static final int CONNECT_MILLIS = 500;
    private static final int LOWEST = 12_000;
    private static final int HIGHEST = 31_999;
    private static final Set<Integer> GIVEN_OUT = ConcurrentHashMap.newKeySet();

    private LoopbackPorts() {}

    /**
     * Different free ports, at random below those that systems give to outgoing connections: these would take one in
     * the moment before a server listens on it.
     */
    public static List<Integer> free(int count) {
        return ThreadLocalRandom.current()
                .ints(LOWEST, HIGHEST + 1)
                .distinct()
                .filter(port -> !isTaken(port) && GIVEN_OUT.add(port))
                .limit(count)
                .boxed()
                .toList();
    }

    /** A free port. */
    public static int free() {
        return free(1).get(0);
    }

    /** The first of consecutive free ports. */
    public static int consecutive(int count) {
        int first = free();
        while (IntStream.range(first + 1, first + count).anyMatch(port -> isTaken(port) || !GIVEN_OUT.add(port))) {
            first = free();
        }
        return first;
    }

    /** Gives this port to no other server. */
    public static void reserve(int port) {
        GIVEN_OUT.add(port);
    }

    /** Whether a server could not listen on a port. */
    public static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do: connections that an earlier server left in TIME_WAIT do not count.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress("127.0.0.1", port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether a server accepts connections on a port. */
    static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
