/** Names that follow from content: canonical JSON, campaign ids, job ids and job seeds. */
package dev.shakedown.jobapi.identity;
