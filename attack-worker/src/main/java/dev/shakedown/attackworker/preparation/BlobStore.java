package dev.shakedown.attackworker.preparation;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/**
 * The part of the result-store that serves uploaded files by content. Its address is
 * {@code shakedown.result-store.url}.
 */
@RegisterRestClient(configKey = "result-store")
@Path("/api/v1/blobs")
interface BlobStore {

    /** The bytes with this SHA-256. */
    @GET
    @Path("{sha256}")
    byte[] get(@PathParam("sha256") String sha256);
}
