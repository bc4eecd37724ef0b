package dev.shakedown.service.body;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Hands the file that {@link BodyReceiver} received to the method. */
@Provider
@Consumes(MediaType.WILDCARD)
public class ReceivedFileReader implements MessageBodyReader<ReceivedFile> {

    /** Carries the file through the framework, which knows bodies only as streams. */
    static final class Carrier extends ByteArrayInputStream {

        private final ReceivedFile file;

        Carrier(ReceivedFile file) {
            super(new byte[0]);
            this.file = file;
        }
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == ReceivedFile.class;
    }

    @Override
    public ReceivedFile readFrom(
            Class<ReceivedFile> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body) {
        return ((Carrier) body).file;
    }
}
