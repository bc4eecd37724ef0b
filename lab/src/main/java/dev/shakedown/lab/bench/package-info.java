/** How fast a whole stack on this machine is. */
@NullMarked
package dev.shakedown.lab.bench;

import org.jspecify.annotations.NullMarked;
