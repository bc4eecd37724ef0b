/** The campaign document: its fields, its defaults, and everything that can be wrong with it. */
@NullMarked
package dev.shakedown.jobapi.campaign;

import org.jspecify.annotations.NullMarked;
