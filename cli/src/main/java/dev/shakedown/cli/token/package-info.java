/** Keys that sign tokens, and the tokens: for installations that have no issuer of their own. */
package dev.shakedown.cli.token;
