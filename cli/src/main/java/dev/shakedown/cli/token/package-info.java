/** Keys that sign tokens, and the tokens: for installations that have no issuer of their own. */
@org.jspecify.annotations.NullMarked
package dev.shakedown.cli.token;
