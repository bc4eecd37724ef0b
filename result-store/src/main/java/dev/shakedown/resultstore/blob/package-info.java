/** Files by content: uploads and artifacts, stored once under their SHA-256 and read back bit for bit. */
package dev.shakedown.resultstore.blob;
