/** How services refuse requests: kinds of problem, and the one place where failures become problem documents. */
package dev.shakedown.service.problem;
