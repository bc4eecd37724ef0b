/** What people do with campaigns that are under way: pause, resume, cancel, retry. */
@NullMarked
package dev.shakedown.jobapi.control;

import org.jspecify.annotations.NullMarked;
