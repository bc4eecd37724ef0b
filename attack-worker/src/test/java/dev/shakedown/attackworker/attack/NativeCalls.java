package dev.shakedown.attackworker.attack;

import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Counts the calls of DJL's JNI layer by class and method, from the first use of this class on and over all threads.
 * Public, so that the code that is woven into DJL's classes may call it.
 */
public final class NativeCalls {

    private static final Map<String, Integer> COUNTS = new ConcurrentHashMap<>();

    static {
        ByteBuddyAgent.install();
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .type(ElementMatchers.is(JniUtils.class).or(ElementMatchers.is(IValue.class)))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(Entry.class).on(ElementMatchers.isMethod())))
                .installOnByteBuddyAgent();
    }

    private NativeCalls() {}

    /** Woven into every method. */
    public static final class Entry {

        private Entry() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Origin("#t.#m") String method) {
            count(method);
        }
    }

    /** Notes a call. */
    public static void count(String method) {
        COUNTS.merge(method, 1, Integer::sum);
    }

    /** Runs a computation and gives how often each method was called, as {@code package.Class.method}. */
    static Map<String, Integer> during(Runnable computation) {
        COUNTS.clear();
        computation.run();
        return Map.copyOf(COUNTS);
    }
}
