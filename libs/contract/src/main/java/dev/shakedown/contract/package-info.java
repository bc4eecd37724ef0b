/**
 * What the services of Shakedown say to one another: topic names, message headers, and the messages themselves as
 * records that serialise to JSON. No behaviour beyond validation, no framework.
 *
 * <p>Every message carries {@code schema}, its version. A reader ignores fields that it does not know. Real numbers
 * that are not finite travel as the JSON strings {@code "Infinity"}, {@code "-Infinity"} and {@code "NaN"}.
 */
package dev.shakedown.contract;
