/** What is not kept: artifacts that no campaign wants, and blobs that nothing refers to. */
package dev.shakedown.resultstore.retention;
