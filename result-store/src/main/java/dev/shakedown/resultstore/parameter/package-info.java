/** What requests give in their addresses, read and checked. */
package dev.shakedown.resultstore.parameter;
