package dev.shakedown.service.body;

import dev.shakedown.service.problem.ProblemType;
import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A call with a body. It is received whole before the method runs, after the caller's role and rate were checked. The
 * method's parameter is an {@link java.io.InputStream} or what can be read from one, or with {@link #onDisk()} a
 * {@link ReceivedFile}.
 */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface ReceivesBody {

    /** The limit of short JSON bodies. */
    String JSON = "shakedown.limits.json-body";

    /** The key of the setting that has the size of the largest body. */
    String limit();

    /** What the body is, for messages. */
    String content() default "body";

    /** The problem if the body is larger. */
    ProblemType refusal() default ProblemType.TOO_LARGE;

    /** Whether the body goes into a temporary file, which is deleted after the response. */
    boolean onDisk() default false;
}
