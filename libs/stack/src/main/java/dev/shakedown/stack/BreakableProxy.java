package dev.shakedown.stack;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP proxy in front of a process of the stack, which can drop all connections. Thread-safe. */
public final class BreakableProxy implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final String name;
    private final ServerSocket entrance;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    private BreakableProxy(String name, ServerSocket entrance, int target) {
        this.name = name;
        this.entrance = entrance;
        this.target = target;
    }

    static BreakableProxy to(String name, int target) throws IOException {
        ServerSocket entrance = new ServerSocket();
        entrance.setReuseAddress(true);
        entrance.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        BreakableProxy proxy = new BreakableProxy(name, entrance, target);
        daemon(proxy::accept, "proxy-to-" + name);
        return proxy;
    }

    public String name() {
        return name;
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Drops all connections, and new ones until {@link #mend()}. */
    public void cut() {
        cut = true;
        open.forEach(BreakableProxy::closeQuietly);
    }

    public void mend() {
        cut = false;
    }

    @Override
    public void close() {
        closeQuietly(entrance);
        open.forEach(BreakableProxy::closeQuietly);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                if (cut) {
                    closeQuietly(client);
                } else {
                    daemon(() -> connect(client), "proxy-to-" + name);
                }
            } catch (IOException e) {
                // The line was closed, or the client disconnected at once.
            }
        }
    }

    private void connect(Socket client) {
        open.add(client);
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            if (cut) {
                return;
            }
            daemon(() -> pump(server, client), "proxy-from-" + name);
            pump(client, server);
        } catch (IOException e) {
            // The target does not listen now.
            return;
        } finally {
            closeQuietly(client);
            open.remove(client);
            open.removeIf(Socket::isClosed);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                output.write(buffer, 0, read);
                output.flush();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is not used again.
        }
    }
}
