package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document whose local files were all found. A directory or glob among its images has become one entry a file.
 *
 * @param tree the document to submit, once its references are replaced
 * @param references the places that still name local files
 * @param imageOrigins for each of its images, the index of the entry that it was written as
 */
record PreparedCampaign(ObjectNode tree, List<FileReference> references, List<Integer> imageOrigins) {

    private static final Pattern IMAGE = Pattern.compile("^images\\[(\\d+)]");

    PreparedCampaign {
        references = List.copyOf(references);
        imageOrigins = List.copyOf(imageOrigins);
    }

    /** A field of this document, named as in the document that the user wrote. */
    String asWritten(String field) {
        Matcher matcher = IMAGE.matcher(field);
        if (matcher.find() && matcher.group(1).length() < 7) {
            int index = Integer.parseInt(matcher.group(1));
            if (index < imageOrigins.size()) {
                return "images[" + imageOrigins.get(index) + "]" + field.substring(matcher.end());
            }
        }
        return field;
    }
}
