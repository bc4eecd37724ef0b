/** What people do with campaigns that are under way: pause, resume, cancel, retry. */
package dev.shakedown.jobapi.control;
