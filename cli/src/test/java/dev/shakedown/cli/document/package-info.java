/** The documents of this repository, compared with the code and run. */
package dev.shakedown.cli.document;
