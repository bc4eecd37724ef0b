package dev.shakedown.service.messaging;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/** A record's header whose value is an integer as decimal text. */
public final class NumberHeader {

    private NumberHeader() {}

    /** The header that says so. */
    public static Header of(String name, int number) {
        return new RecordHeader(name, Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    }

    /** What the last header of that name says; empty if there is none. */
    public static OptionalInt read(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(new String(header.value(), StandardCharsets.UTF_8)));
    }
}
