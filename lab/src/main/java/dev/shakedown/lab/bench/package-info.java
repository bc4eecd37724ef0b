/** How fast a whole stack on this machine is. */
package dev.shakedown.lab.bench;
