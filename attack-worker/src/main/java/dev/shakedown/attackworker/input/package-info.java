/**
 * The images of an attack, made from a request and its uploaded files: y, b, x, xTarget and w. Used by the worker
 * before an attack and by the verification after it. Symbols are those of {@link dev.shakedown.attackworker.attack}.
 */
package dev.shakedown.attackworker.input;
