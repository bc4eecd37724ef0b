package dev.shakedown.resultstore.download;

import dev.shakedown.resultstore.database.Table.Column;
import dev.shakedown.resultstore.download.ResultFormat.RowSink;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Apache Parquet: all columns optional; JSON is text, times are UTC in microseconds. Keeps one row group of a few
 * megabytes in memory.
 */
final class ParquetSink implements RowSink {

    private static final long ROW_GROUP_BYTES = 4L * 1024 * 1024;
    private static final int PAGE_BYTES = 64 * 1024;

    private final MessageType schema;
    private final ParquetWriter<Group> writer;

    ParquetSink(List<Column> columns, OutputStream sink) throws IOException {
        schema = schema(columns);
        writer = ExampleParquetWriter.builder(new Stream(sink))
                .withType(schema)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withPageSize(PAGE_BYTES)
                .build();
    }

    @Override
    public void write(List<@Nullable Object> row) throws IOException {
        Group group = new SimpleGroup(schema);
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            if (value instanceof Long whole) {
                group.add(i, whole);
            } else if (value instanceof Double number) {
                group.add(i, number);
            } else if (value instanceof Boolean flag) {
                group.add(i, flag);
            } else if (value instanceof Instant time) {
                group.add(i, ChronoUnit.MICROS.between(Instant.EPOCH, time));
            } else if (value != null) {
                group.add(i, value.toString());
            }
        }
        writer.write(group);
    }

    @Override
    public void finish() throws IOException {
        writer.close();
    }

    private static MessageType schema(List<Column> columns) {
        Types.MessageTypeBuilder schema = Types.buildMessage();
        for (Column column : columns) {
            switch (column.kind()) {
                case TEXT, JSON ->
                    schema.optional(PrimitiveTypeName.BINARY)
                            .as(LogicalTypeAnnotation.stringType())
                            .named(column.name());
                case TIME ->
                    schema.optional(PrimitiveTypeName.INT64)
                            .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                            .named(column.name());
                case WHOLE -> schema.optional(PrimitiveTypeName.INT64).named(column.name());
                case NUMBER -> schema.optional(PrimitiveTypeName.DOUBLE).named(column.name());
                case FLAG -> schema.optional(PrimitiveTypeName.BOOLEAN).named(column.name());
            }
        }
        return schema.named("job_result");
    }

    /** A file that is only ever appended to, so a stream will do. Leaves the stream open. */
    private record Stream(OutputStream sink) implements OutputFile {

        @Override
        public PositionOutputStream create(long blockSize) {
            return new Counted(sink);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSize) {
            return create(blockSize);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }

    private static final class Counted extends PositionOutputStream {

        private final OutputStream sink;
        private long position;

        Counted(OutputStream sink) {
            this.sink = sink;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int b) throws IOException {
            sink.write(b);
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            sink.write(bytes, offset, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            sink.flush();
        }

        @Override
        public void close() throws IOException {
            sink.flush();
        }
    }
}
